import type { DifferenceKind } from '../../../core/annotations/mention-differences.ts';
import type { ReasonKind } from '../../../core/selection/reason-kinds.ts';

export const queueChoices = [
  'any',
  'to-check',
  'unannotated',
  'incomplete',
  'unscored',
  'differing',
  'conflicts',
  'near-duplicates',
  'audit',
] as const;
export const decisionChoices = ['any', 'undecided', 'approved', 'rejected', 'unsure', 'overruling'] as const;
export const pickChoices = ['any', 'kept', 'dropped'] as const;
export const kindChoices = ['any', 'positive', 'negative', 'not-annotated', 'unannotated', 'incomplete'] as const;

/** Entity type of a filter that restricts none. */
export const anyEntityType = '';

/** What the queue shows; all of it has to hold. An empty text, `any` or an undefined bound restricts nothing. */
export interface ReviewFilter {
  readonly text: string;
  readonly queue: (typeof queueChoices)[number];
  readonly decision: (typeof decisionChoices)[number];
  readonly pick: (typeof pickChoices)[number];
  readonly kind: (typeof kindChoices)[number];
  readonly reason: ReasonKind | 'any';
  readonly entityType: string;
  /** Who decided, noted or edited. */
  readonly author: string;
  /** How the current mentions differ from the other side's. */
  readonly difference: DifferenceKind | 'any';
  /** Both bounds belong to it; samples without an IFD are outside of every band. */
  readonly ifdFrom: number | undefined;
  readonly ifdTo: number | undefined;
  /** UTF-16 units of the text; both bounds belong to it. */
  readonly lengthFrom: number | undefined;
  readonly lengthTo: number | undefined;
}

export const openFilter: ReviewFilter = {
  text: '',
  queue: 'any',
  decision: 'any',
  pick: 'any',
  kind: 'any',
  reason: 'any',
  entityType: anyEntityType,
  author: '',
  difference: 'any',
  ifdFrom: undefined,
  ifdTo: undefined,
  lengthFrom: undefined,
  lengthTo: undefined,
};

export function isRestricted(filter: ReviewFilter): boolean {
  const keys = ['text', 'queue', 'decision', 'pick', 'kind', 'reason', 'entityType', 'author', 'difference'] as const;
  const bounds = ['ifdFrom', 'ifdTo', 'lengthFrom', 'lengthTo'] as const;
  return [...keys, ...bounds].some((key) => filter[key] !== openFilter[key]);
}

/** As many dropped samples are drawn for an audit; a curator reads them in a sitting. */
export const AUDIT_COUNT = 50;
