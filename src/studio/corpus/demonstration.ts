import type { StudioState } from '../state/state.ts';

/** The file, as it lies beside the page. */
export const DEMONSTRATION_FILE = 'demonstration-corpus.bioc.json';

/** What the project is called that is made for it. */
export const DEMONSTRATION_PROJECT = 'Demonstration corpus';

type Held = Pick<StudioState, 'corpus' | 'decisions' | 'notes' | 'marks' | 'edits' | 'guidelines'>;

/** The project has something of a person's own: invented documents must not come in beside it. */
export function holdsAnything({ corpus, decisions, notes, marks, edits, guidelines }: Held): boolean {
  const hasGuidelines = guidelines.project !== '' || Object.values(guidelines.labels).some((words) => words !== '');
  return corpus.kind !== 'empty' || decisions.size + notes.size + marks.size + edits.size > 0 || hasGuidelines;
}

/** Nothing else is open. */
export function isDemonstration({ corpus }: Pick<StudioState, 'corpus'>): boolean {
  return corpus.kind === 'ready' && corpus.sources.length === 1 && corpus.sources[0]?.file === DEMONSTRATION_FILE;
}
