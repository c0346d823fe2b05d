import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from '@tanstack/react-table';
import { useDeferredValue, useMemo, useState } from 'react';
import { useReadStudio, useStudio } from '../common/studio-context.tsx';
import type { ComparisonSide } from './comparison-sides.ts';
import { filterFacts } from './review-facts.ts';
import { filterRows, openFilter, type ReviewFilter } from './review-filter.ts';
import { buildReviewRows, type ReviewRow } from './review-rows.ts';
import { type ReviewView, type SortColumn, sortColumns, sortingOf } from './review-view.ts';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, ReviewRow>();

/** Undefined goes last in both directions: no IFD is not a low IFD. */
const columns = helper.columns([
  helper.accessor('position', { id: 'position', header: 'No.' }),
  helper.accessor('ifd', {
    id: 'ifd',
    header: 'IFD',
    sortUndefined: 'last',
    sortFn: (left, right) => (left.original.ifd ?? 0) - (right.original.ifd ?? 0),
  }),
  helper.accessor((row) => ((row.pick?.kept ?? false) ? 1 : 0), { id: 'pick', header: 'Filter' }),
  helper.accessor((row) => row.sample.mentions.length, { id: 'mentions', header: 'Mentions' }),
  helper.accessor((row) => row.sample.input.length, { id: 'length', header: 'Text' }),
]);

export interface ReviewQueue {
  /** What the table shows, filtered and sorted. */
  readonly rows: readonly ReviewRow[];
  readonly totalCount: number;
  readonly filter: ReviewFilter;
  readonly setFilter: (change: Partial<ReviewFilter>) => void;
  /** Looks again at which samples match a filter by what people do. */
  readonly refresh: () => void;
  /** Something that the filter asks about has changed since it was applied. */
  readonly stale: boolean;
  readonly sorting: SortingState;
  readonly sort: ReviewView['sort'];
  readonly toggleSort: (column: SortColumn) => void;
  /** Puts filter and order of another view in place of these. */
  readonly show: (view: ReviewView) => void;
}

/**
 * The rows of Review. A filter by what people do works on the project as it was when it was set, so that nothing
 * leaves the table under the hands of the person who decides.
 */
export function useReviewQueue(view: ReviewView, side: ComparisonSide): ReviewQueue {
  const readStudio = useReadStudio();
  const samples = useStudio((state) => state.samples);
  const scores = useDeferredValue(useStudio((state) => state.scores));
  const selection = useDeferredValue(useStudio((state) => state.selection));
  const [filter, setFilter] = useState(view.filter);
  const [frozen, freeze] = useState(readStudio);
  const [sorting, setSorting] = useState(() => sortingOf(view.sort));
  // Answers that come from the disk later are none that anybody made meanwhile.
  const predictions = useStudio((state) => state.predictions);
  const otherPredictions = useStudio((state) => state.otherPredictions);
  const copies = useStudio((state) => state.copies);
  const nearDuplicates = useStudio((state) => state.nearDuplicates);
  const shownFilter = useDeferredValue(filter);
  const stale = useStudio(
    (state) =>
      (asksDecisions(filter) && state.decisions !== frozen.decisions) ||
      (asksPeople(filter) && (state.edits !== frozen.edits || state.conflicts !== frozen.conflicts)),
  );

  const all = useMemo(() => buildReviewRows(samples, scores, selection), [samples, scores, selection]);
  const data = useMemo(
    () =>
      filterRows(
        all,
        shownFilter,
        filterFacts({ ...frozen, predictions, otherPredictions, copies, nearDuplicates }, side),
      ),
    [all, shownFilter, frozen, predictions, otherPredictions, copies, nearDuplicates, side],
  );
  const table = useTable({
    features,
    columns,
    data,
    getRowId: (row) => row.sample.id,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
  });
  const sorted = table.getRowModel().rows;
  const rows = useMemo(() => sorted.map((row) => row.original), [sorted]);
  const [order] = sorting;

  const refresh = () => {
    freeze(readStudio());
  };
  return {
    rows,
    totalCount: samples.length,
    filter,
    setFilter: (change) => {
      setFilter((current) => ({ ...current, ...change }));
      refresh();
    },
    refresh,
    stale,
    sorting,
    sort: {
      column: sortColumns.find((column) => column === order?.id) ?? 'ifd',
      descending: order?.desc ?? true,
    },
    toggleSort: (column) => {
      table.getColumn(column)?.toggleSorting();
    },
    show: (next) => {
      setFilter(next.filter);
      setSorting(sortingOf(next.sort));
      refresh();
    },
  };
}

function asksDecisions({ decision, author }: ReviewFilter): boolean {
  return decision !== 'any' || author !== '';
}

function asksPeople({ queue, difference, author }: ReviewFilter): boolean {
  return author !== '' || difference !== openFilter.difference || queue === 'differing' || queue === 'conflicts';
}
