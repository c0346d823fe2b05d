import type { SelectionOptions, StoredSelection } from '../../../core/selection/selection.ts';

export const DEFAULT_SELECTION_OPTIONS: SelectionOptions = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 17,
};

/** The selection that holds, and the rule that Select shows. */
export interface SelectionSlice {
  /** The rule that Select shows. */
  readonly selectionOptions: SelectionOptions;
  /** The selection that holds: nothing but a person moves it. Undefined where none was made. */
  readonly selection: StoredSelection | undefined;
}

/** What commands keep between calls for the selection; no screen reads it. */
export interface SelectionSession {
  /** Grows with every move of the rule: the one that stood still last counts. */
  ruleMoveCount: number;
  /** The last selection under way: they are made one after the other. */
  selectionTurn: Promise<void> | undefined;
}

/** Commands for the selection. */
export interface SelectionCommands {
  /** The rule that Select shows. Where a selection holds, it is made anew by the rule once that stands still. */
  setSelectionOptions(options: SelectionOptions): Promise<void>;
  /** A rule that was moved is selected by at once: nothing else is looked at with the selection before it. */
  settleRule(): Promise<void>;
  /** Selects by the rule that Select shows, of the samples and scores as they are now. */
  applyRule(): Promise<void>;
  /** Selects by another rule at once, which Select then shows. */
  selectBy(rule: SelectionOptions): Promise<void>;
}

/** The slice before anything is open. */
export function initialSelection(): SelectionSlice {
  return {
    selectionOptions: DEFAULT_SELECTION_OPTIONS,
    selection: undefined,
  };
}

export function newSelectionSession(): SelectionSession {
  return {
    ruleMoveCount: 0,
    selectionTurn: undefined,
  };
}
