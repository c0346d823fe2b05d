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
import { buildReviewRows, filterRows, openFilter, type ReviewFilter, type ReviewRow } from './review-rows.ts';

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

export type SortColumn = 'position' | 'ifd' | 'pick' | 'mentions' | 'length';

export interface ReviewQueue {
  /** What the table shows, filtered and sorted. */
  readonly rows: readonly ReviewRow[];
  readonly totalCount: number;
  readonly filter: ReviewFilter;
  readonly setFilter: (change: Partial<ReviewFilter>) => void;
  /** Looks again at which samples match a filter by decision. */
  readonly refresh: () => void;
  /** Decisions were made since the filter by decision was applied. */
  readonly stale: boolean;
  readonly sorting: SortingState;
  readonly toggleSort: (column: SortColumn) => void;
}

/**
 * The rows of Review. A filter by decision works on the decisions as they were when it was set, so that nothing
 * leaves the table under the hands of the person who decides.
 */
export function useReviewQueue(): ReviewQueue {
  const readStudio = useReadStudio();
  const samples = useStudio((state) => state.samples);
  const scores = useDeferredValue(useStudio((state) => state.scores));
  const selection = useDeferredValue(useStudio((state) => state.selection));
  const [filter, setFilter] = useState(openFilter);
  const [decisions, setDecisions] = useState(() => readStudio().decisions);
  const [sorting, setSorting] = useState<SortingState>([{ id: 'ifd', desc: true }]);
  const shownFilter = useDeferredValue(filter);
  const stale = useStudio((state) => filter.decision !== 'any' && state.decisions !== decisions);

  const all = useMemo(() => buildReviewRows(samples, scores, selection), [samples, scores, selection]);
  const data = useMemo(() => filterRows(all, shownFilter, decisions), [all, shownFilter, decisions]);
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

  const refresh = () => {
    setDecisions(readStudio().decisions);
  };
  return {
    rows,
    totalCount: samples.length,
    filter,
    setFilter: (change) => {
      setFilter((current) => ({ ...current, ...change }));
      if (change.decision !== undefined) refresh();
    },
    refresh,
    stale,
    sorting,
    toggleSort: (column) => {
      table.getColumn(column)?.toggleSorting();
    },
  };
}
