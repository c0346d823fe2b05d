import type { DifferenceKind } from '../../core/annotations/mention-differences.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { seededKey } from '../../core/selection/seeded-key.ts';
import type { ReasonKind } from '../common/reason-label.ts';
import type { ReviewRow } from './review-rows.ts';

export const queueChoices = [
  'any',
  'to-check',
  'unscored',
  'differing',
  'conflicts',
  'near-duplicates',
  'audit',
] as const;
export const decisionChoices = ['any', 'undecided', 'approved', 'rejected', 'unsure', 'overruling'] as const;
export const pickChoices = ['any', 'kept', 'dropped'] as const;
export const kindChoices = ['any', 'positive', 'negative'] as const;

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

/** What filtering has to know beside the rows; asked for only where the filter needs it. */
export interface FilterFacts {
  readonly decisions: ReadonlyMap<string, Decision>;
  /** By sample id. */
  readonly authors: () => ReadonlyMap<string, ReadonlySet<string>>;
  readonly differences: (row: ReviewRow) => readonly DifferenceKind[];
  /** Samples with a conflict of a merge. */
  readonly conflicting: () => ReadonlySet<string>;
  /** Samples whose text nearly stands elsewhere too. */
  readonly nearDuplicates: () => ReadonlySet<string>;
  /** Of the audit's draw. */
  readonly seed: number;
}

/** As many dropped samples are drawn for an audit; a curator reads them in a sitting. */
export const AUDIT_COUNT = 50;

/** Rows that the filter lets through, in their order. Text is searched in input, answer and document id. */
export function filterRows(rows: readonly ReviewRow[], filter: ReviewFilter, facts: FilterFacts): readonly ReviewRow[] {
  const text = filter.text.trim().toLowerCase();
  const inQueue = queueTest(rows, filter.queue, facts);
  const authors = filter.author === '' ? undefined : facts.authors();
  const { difference } = filter;
  return rows.filter((row) => {
    const { sample, pick } = row;
    if (filter.kind !== 'any' && (filter.kind === 'positive') !== row.positive) return false;
    if (filter.pick !== 'any' && (filter.pick === 'kept') !== (pick?.kept ?? false)) return false;
    if (filter.reason !== 'any' && pick?.reason.kind !== filter.reason) return false;
    if (filter.entityType !== anyEntityType && !row.entityTypes.includes(filter.entityType)) return false;
    if (!matchesDecision(row, filter.decision, facts.decisions.get(sample.id))) return false;
    if (!isWithin(row.ifd, filter.ifdFrom, filter.ifdTo)) return false;
    if (!isWithin(sample.input.length, filter.lengthFrom, filter.lengthTo)) return false;
    if (authors !== undefined && authors.get(sample.id)?.has(filter.author) !== true) return false;
    if (!inQueue(row)) return false;
    if (difference !== 'any' && !facts.differences(row).includes(difference)) return false;
    return (
      text === '' ||
      sample.input.toLowerCase().includes(text) ||
      sample.answer.toLowerCase().includes(text) ||
      sample.documentId.toLowerCase().includes(text)
    );
  });
}

function isWithin(value: number | undefined, from: number | undefined, to: number | undefined): boolean {
  if (from === undefined && to === undefined) return true;
  return value !== undefined && value >= (from ?? -Infinity) && value <= (to ?? Infinity);
}

function queueTest(
  rows: readonly ReviewRow[],
  queue: ReviewFilter['queue'],
  facts: FilterFacts,
): (row: ReviewRow) => boolean {
  switch (queue) {
    case 'any':
      return () => true;
    case 'to-check':
      return isToCheck;
    case 'unscored':
      return ({ ifd }) => ifd === undefined;
    case 'differing':
      return (row) => facts.differences(row).length > 0;
    case 'conflicts':
      return isAmong(facts.conflicting());
    case 'near-duplicates':
      return isAmong(facts.nearDuplicates());
    case 'audit':
      return isAmong(drawAudit(rows, facts.seed));
  }
  return queue satisfies never;
}

/** The answer is harder to read off the text than to guess: the label may be wrong. */
export function isToCheck({ ifd }: ReviewRow): boolean {
  return ifd !== undefined && ifd >= 1;
}

function isAmong(ids: ReadonlySet<string>): (row: ReviewRow) => boolean {
  return ({ sample }) => ids.has(sample.id);
}

/** A draw of what the filter dropped: the same for a seed, whatever the order of the samples. */
function drawAudit(rows: readonly ReviewRow[], seed: number): ReadonlySet<string> {
  return new Set(
    rows
      .filter(({ pick }) => pick?.kept === false)
      .map(({ sample: { id } }) => ({ id, key: seededKey(id, seed) }))
      .toSorted((one, other) => one.key - other.key)
      .slice(0, AUDIT_COUNT)
      .map(({ id }) => id),
  );
}

function matchesDecision(row: ReviewRow, wanted: ReviewFilter['decision'], decision: Decision | undefined): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'undecided':
      return decision === undefined;
    case 'approved':
    case 'rejected':
    case 'unsure':
      return decision?.verdict === wanted;
    case 'overruling':
      if (decision === undefined || decision.verdict === 'unsure') return false;
      return (decision.verdict === 'approved') !== (row.pick?.kept ?? false);
  }
  return wanted satisfies never;
}
