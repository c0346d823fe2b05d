import type { StudioState } from '../../studio/state.ts';

/** A project is named after what is open in it. */
export function projectName({ corpus }: Pick<StudioState, 'corpus'>): string {
  if (corpus.kind !== 'ready') return 'No corpus open';
  const [first, ...others] = corpus.sources;
  if (first === undefined) return 'No corpus open';
  return others.length === 0 ? first.file : `${first.file} and ${others.length} more`;
}
