import type { StudioState } from '../../../studio/state/state.ts';

/** A project is named after what is open in it. */
export function projectName({ corpus }: Pick<StudioState, 'corpus'>): string {
  switch (corpus.kind) {
    case 'empty':
      return 'No corpus open';
    case 'opening':
      return 'Opening…';
    case 'ready': {
      const [first, ...others] = corpus.sources;
      if (first === undefined) return 'No corpus open';
      return others.length === 0 ? first.file : `${first.file} and ${others.length} more`;
    }
  }
  return corpus satisfies never;
}
