import type { SelectionReason } from './selection.ts';

export type ReasonKind = SelectionReason['kind'];

/** Every reason: the number that stands for it in `Picks.reason`, and whether the filter keeps a sample for it. */
const REASONS: Readonly<Record<ReasonKind, { readonly code: number; readonly keeps: boolean }>> = {
  'top-ifd': { code: 0, keeps: true },
  negative: { code: 1, keeps: true },
  'random-draw': { code: 2, keeps: true },
  full: { code: 3, keeps: true },
  'below-cut-off': { code: 4, keeps: false },
  'ifd-at-or-above-ceiling': { code: 5, keeps: false },
  'not-drawn': { code: 6, keeps: false },
  unscored: { code: 7, keeps: false },
  'not-in-selection': { code: 8, keeps: false },
  'not-annotated': { code: 9, keeps: false },
};

/** Whether a word names a reason. */
export function isReasonKind(word: string): word is ReasonKind {
  return Object.hasOwn(REASONS, word);
}

/** All reasons, by their number in `Picks.reason`. */
export const REASON_KINDS: readonly ReasonKind[] = Object.keys(REASONS)
  .filter(isReasonKind)
  .toSorted((one, other) => REASONS[one].code - REASONS[other].code);

/** The number of a reason, as `Picks.reason` and the project file have it. */
export function reasonCode(kind: ReasonKind): number {
  return REASONS[kind].code;
}

/** Whether the filter keeps what it gives this reason for. */
export function isKeepingReason(kind: ReasonKind): boolean {
  return REASONS[kind].keeps;
}
