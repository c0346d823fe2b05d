import type { ReasonKind } from '../../../core/selection/reason-kinds.ts';

/** The reasons in the order in which a filter lists them, each as a table cell names it. */
export const reasonLabels: Readonly<Record<ReasonKind, string>> = {
  'top-ifd': 'Top IFD',
  negative: 'Negative',
  'random-draw': 'Drawn',
  full: 'All kept',
  'below-cut-off': 'Below cut-off',
  'ifd-at-or-above-ceiling': 'At ceiling',
  'not-drawn': 'Not drawn',
  'not-in-selection': 'Not in the selection yet',
  'not-annotated': 'Not annotated',
  unscored: 'Unscored',
};
