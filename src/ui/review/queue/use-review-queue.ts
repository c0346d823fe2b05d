import {
  createColumnHelper,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from '@tanstack/react-table';
import { startTransition, useDeferredValue, useEffect, useMemo, useReducer, useState } from 'react';
import { useCommands, useReadStudio, useSamples, useStudio } from '../../common/studio-context.tsx';
import { useStable } from '../../common/use-stable.ts';
import type { ComparisonSide } from '../compare/comparison-sides.ts';
import { findQueue } from './find-queue.ts';
import { openFilter, type ReviewFilter } from './review-filter.ts';
import type { ReviewRow } from './review-rows.ts';
import { type ReviewView, type SortColumn, sortColumns, sortingOf } from './review-view.ts';
import { RowPages } from './row-pages.ts';

const features = tableFeatures({ rowSortingFeature });
const helper = createColumnHelper<typeof features, ReviewRow>();

/** The storage thread sorts; the table keeps what is sorted by. */
const columns = helper.columns([
  helper.accessor('position', { id: 'position', header: 'No.' }),
  helper.accessor('ifd', { id: 'ifd', header: 'IFD' }),
  helper.accessor((row) => ((row.pick?.kept ?? false) ? 1 : 0), { id: 'pick', header: 'Filter' }),
  helper.accessor((row) => row.sample.mentions.length, { id: 'mentions', header: 'Mentions' }),
  helper.accessor((row) => row.sample.input.length, { id: 'length', header: 'Text' }),
]);
const NO_ROWS: readonly ReviewRow[] = [];
const NO_PLACES = new Uint32Array();

/** Rows that are there before a new list is shown. */
const FIRST_ROWS = 40;

export interface ReviewQueue {
  /** What the table shows, filtered and sorted. */
  readonly places: Uint32Array;
  /** By index into `places`; undefined where it is not read yet. */
  readonly rowAt: (index: number) => ReviewRow | undefined;
  /** Has rows read, from one index to another. */
  readonly want: (from: number, to: number) => void;
  /** The first list has not come yet. */
  readonly isFirst: boolean;
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
  const studio = useCommands();
  const samples = useSamples();
  const readStudio = useReadStudio();
  // A new object asks again, even where the filter says the same.
  const [filter, setFilter] = useState(view.filter);
  const [sorting, setSorting] = useState(() => sortingOf(view.sort));
  const [drawCount, draw] = useReducer((count: number) => count + 1, 0);
  const [found, setFound] = useState<{ readonly pages: RowPages; readonly asked: Asked }>();
  const rankVersion = useStudio(({ sampleView }) => sampleView?.rankVersion);
  const rowVersion = useStudio(({ sampleView }) => sampleView?.rowVersion) ?? 0;
  const totalCount = useStudio(({ sampleView }) => sampleView?.counts.samples ?? 0);
  const nearDuplicates = useStudio((state) => state.nearDuplicates);
  const shownFilter = useDeferredValue(filter);
  const [order] = sorting;
  const sort: ReviewView['sort'] = {
    column: sortColumns.find((column) => column === order?.id) ?? 'ifd',
    descending: order?.desc ?? true,
  };

  const read = useStable((places: readonly number[]) => samples.rows(places));
  const find = useStable(async (signal: AbortSignal) => {
    const state = readStudio();
    const places = await findQueue(shownFilter, sort, {
      samples,
      readSamples: (some, models) => studio.readSamples(some, models),
      state,
      side,
      signal,
    });
    const pages = new RowPages(places, { read, onChange: draw });
    await pages.want(0, FIRST_ROWS - 1, { version: rowVersion, beside: 0 });
    signal.throwIfAborted();
    const { decisions, edits, conflicts } = state;
    // As a transition: it is drawn in pieces, between which the page stays free.
    startTransition(() => {
      setFound({ pages, asked: { decisions, edits, conflicts, rankVersion, sort } });
    });
  });
  // What people decide on must stay where it is until they ask again.
  const isFrozen = asksPeople(shownFilter) || asksDecisions(shownFilter);
  const key = JSON.stringify([
    sort,
    asksSide(shownFilter) ? side : '',
    isFrozen ? '' : rankVersion,
    shownFilter.queue === 'near-duplicates' ? nearDuplicates.kind : '',
  ]);
  useEffect(() => {
    const abort = new AbortController();
    find(abort.signal).catch((thrown: unknown) => {
      if (!abort.signal.aborted) studio.reportFailure(thrown);
    });
    return () => {
      abort.abort();
    };
  }, [find, studio, shownFilter, key]);

  useEffect(
    () => () => {
      // A screen that is left stays in memory: what it listed then is not what it lists when it is shown again.
      setFound(undefined);
    },
    [],
  );

  const asked = found?.asked;
  const stale = useStudio(
    (state) =>
      asked !== undefined &&
      ((asksDecisions(filter) && state.decisions !== asked.decisions) ||
        (asksPeople(filter) && (state.edits !== asked.edits || state.conflicts !== asked.conflicts)) ||
        ((asksDecisions(filter) || asksPeople(filter)) && state.sampleView?.rankVersion !== asked.rankVersion)),
  );
  const table = useTable({
    features,
    columns,
    data: NO_ROWS,
    manualSorting: true,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
  });
  const pages = found?.pages;
  // Another function once rows have come, so that the table is drawn again for them and for nothing else.
  const rowAt = useMemo(() => {
    void drawCount;
    return (index: number) => pages?.at(index);
  }, [pages, drawCount]);
  const want = useStable((from: number, to: number) => {
    pages?.want(from, to, { version: rowVersion, beside: 1 }).catch((thrown: unknown) => {
      studio.reportFailure(thrown);
    });
  });
  const shownSort = asked?.sort ?? sort;
  const { column: shownColumn, descending: isDescending } = shownSort;
  const shownSorting = useMemo(
    () => sortingOf({ column: shownColumn, descending: isDescending }),
    [shownColumn, isDescending],
  );
  return {
    places: pages?.places ?? NO_PLACES,
    rowAt,
    want,
    isFirst: found === undefined,
    totalCount,
    filter,
    setFilter: (change) => {
      setFilter((current) => ({ ...current, ...change }));
    },
    refresh: () => {
      setFilter((current) => ({ ...current }));
    },
    stale,
    // Of the list that is shown, not of the one that is on its way.
    sorting: shownSorting,
    sort,
    toggleSort: (column) => {
      table.getColumn(column)?.toggleSorting();
    },
    show: (next) => {
      setFilter(next.filter);
      setSorting(sortingOf(next.sort));
    },
  };
}

/** What the project was when a filter was applied. */
interface Asked {
  readonly decisions: unknown;
  readonly edits: unknown;
  readonly conflicts: unknown;
  readonly rankVersion: number | undefined;
  readonly sort: ReviewView['sort'];
}

function asksDecisions({ decision, author }: ReviewFilter): boolean {
  return decision !== 'any' || author !== '';
}

function asksPeople({ queue, difference, author }: ReviewFilter): boolean {
  return author !== '' || difference !== openFilter.difference || queue === 'differing' || queue === 'conflicts';
}

function asksSide({ queue, difference }: ReviewFilter): boolean {
  return queue === 'differing' || difference !== openFilter.difference;
}
