import type { SortingState } from '@tanstack/react-table';
import { isReasonKind } from '../../../core/selection/reason-kinds.ts';
import { reasonLabels } from '../../common/selection/reason-label.ts';
import { differenceKinds } from '../compare/describe-difference.ts';
import {
  decisionChoices,
  kindChoices,
  openFilter,
  pickChoices,
  queueChoices,
  type ReviewFilter,
} from './review-filter.ts';

export const sortColumns = ['position', 'ifd', 'pick', 'mentions', 'length'] as const;

export type SortColumn = (typeof sortColumns)[number];

/** What is looked at in Review, as an address or a saved view has it. */
export interface ReviewView {
  readonly filter: ReviewFilter;
  readonly sort: { readonly column: SortColumn; readonly descending: boolean };
  /** Undefined is the first one shown. */
  readonly sampleId: string | undefined;
  /** A column by its id; one that the project does not have is the imported one. */
  readonly side: string;
}

export const openView: ReviewView = {
  filter: openFilter,
  sort: { column: 'ifd', descending: true },
  sampleId: undefined,
  side: 'imported',
};

const BOUNDS = ['ifdFrom', 'ifdTo', 'lengthFrom', 'lengthTo'] as const;
const TEXTS = ['text', 'author', 'entityType'] as const;
const CHOICES = ['queue', 'decision', 'pick', 'kind', 'reason', 'difference'] as const;

/** As the query of an address; what is as usual is left out, so that the usual view has none. */
export function writeView({ filter, sort, sampleId, side }: ReviewView): string {
  const query = new URLSearchParams();
  for (const key of [...TEXTS, ...CHOICES]) if (filter[key] !== openFilter[key]) query.set(key, filter[key]);
  for (const key of BOUNDS) if (filter[key] !== undefined) query.set(key, String(filter[key]));
  const sorted = `${sort.descending ? '-' : ''}${sort.column}`;
  if (sorted !== '-ifd') query.set('sort', sorted);
  if (side !== openView.side) query.set('side', side);
  if (sampleId !== undefined) query.set('sample', sampleId);
  return query.toString();
}

/** What a query says; what it does not say, or says in words that mean nothing here, is as usual. */
export function readView(query: string): ReviewView {
  const said = new URLSearchParams(query);
  const word = <T extends string>(key: string, words: readonly T[]): T | undefined =>
    words.find((each) => each === said.get(key));
  const bound = (key: string): number | undefined => {
    const value = said.get(key);
    const number = value === null || value.trim() === '' ? NaN : Number(value);
    return Number.isFinite(number) ? number : undefined;
  };
  const sorted = said.get('sort') ?? '';
  const column = sortColumns.find((each) => each === sorted.replace(/^-/u, ''));
  return {
    filter: {
      text: said.get('text') ?? '',
      author: said.get('author') ?? '',
      entityType: said.get('entityType') ?? openFilter.entityType,
      queue: word('queue', queueChoices) ?? 'any',
      decision: word('decision', decisionChoices) ?? 'any',
      pick: word('pick', pickChoices) ?? 'any',
      kind: word('kind', kindChoices) ?? 'any',
      reason:
        Object.keys(reasonLabels)
          .filter(isReasonKind)
          .find((each) => each === said.get('reason')) ?? 'any',
      difference: word('difference', differenceKinds) ?? 'any',
      ifdFrom: bound('ifdFrom'),
      ifdTo: bound('ifdTo'),
      lengthFrom: bound('lengthFrom'),
      lengthTo: bound('lengthTo'),
    },
    sort: column === undefined ? openView.sort : { column, descending: sorted.startsWith('-') },
    sampleId: said.get('sample') ?? undefined,
    side: said.get('side') ?? openView.side,
  };
}

/** For the table. */
export function sortingOf({ column, descending }: ReviewView['sort']): SortingState {
  return [{ id: column, desc: descending }];
}
