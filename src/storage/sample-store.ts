import type { SampleOptions } from '../core/samples/sample.ts';
import type { IfdBinOptions } from '../core/selection/bin-ifd.ts';
import type { SelectionOptions } from '../core/selection/selection.ts';
import type { BuildProgress, PlacedSample } from './sample-builder.ts';
import type { KeptBins, SampleCounts, SampleQuery, SampleRow, SelectionSummary } from './sample-desk.ts';
import type { Scoring } from './sample-index.ts';
import type { StorageConnection } from './storage-connection.ts';

/**
 * The samples of the open project, which stay on the disk and in the storage thread: a page asks for windows of them.
 * Rejections are `FailureError`s.
 */
export interface SampleStore {
  /** Undefined where they have to be built first. */
  counts(): Promise<SampleCounts | undefined>;
  /** Makes them anew of the corpus as it is edited, and shows a scoring; they are as they were until it is done. */
  build(
    options: SampleOptions,
    how: { readonly scoring: Scoring | undefined; readonly onProgress: (progress: BuildProgress) => void },
  ): Promise<void>;
  showScoring(scoring: Scoring | undefined): Promise<void>;
  select(options: SelectionOptions | undefined): Promise<SelectionSummary | undefined>;
  /** Places, counted from 0 in corpus order, in the order asked for. */
  find(query: SampleQuery): Promise<Uint32Array>;
  rows(places: readonly number[]): Promise<readonly SampleRow[]>;
  /** Of positives alone unless `all`. */
  bins(bins: IfdBinOptions, of: { readonly all: boolean }): Promise<KeptBins>;
  /** The first samples from a place on that have no score yet, one of each content. */
  unscored(from: number, limit: number): Promise<readonly PlacedSample[]>;
}

export function createSampleStore(connection: StorageConnection): SampleStore {
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => connection.inTurn(work);
  return {
    counts: () => inTurn(async () => (await connection.ask({ kind: 'count-samples' }, 'sample-counts')).counts),
    build: (options, { scoring, onProgress }) =>
      inTurn(async () => {
        try {
          await connection.ask({ kind: 'begin-samples', options }, 'done');
          for (;;) {
            const { progress } = await connection.ask({ kind: 'step-samples' }, 'samples-step');
            onProgress(progress);
            if (progress.doneCount === progress.totalCount) break;
          }
          await connection.ask({ kind: 'finish-samples', scoring }, 'done');
        } catch (thrown) {
          // The first failure is the one to report; a thread that is gone has dropped its transaction anyway.
          await connection.ask({ kind: 'abandon-corpus' }, 'done').catch(() => undefined);
          throw thrown;
        }
      }),
    showScoring: (scoring) =>
      inTurn(async () => {
        await connection.ask({ kind: 'show-scoring', scoring }, 'done');
      }),
    select: (options) =>
      inTurn(async () => (await connection.ask({ kind: 'select-samples', options }, 'selected')).summary),
    find: (query) => inTurn(async () => (await connection.ask({ kind: 'find-samples', query }, 'places')).places),
    rows: (places) => inTurn(async () => (await connection.ask({ kind: 'read-samples', places }, 'sample-rows')).rows),
    bins: (bins, { all }) =>
      inTurn(async () => (await connection.ask({ kind: 'bin-samples', bins, all }, 'sample-bins')).bins),
    unscored: (from, limit) =>
      inTurn(async () => (await connection.ask({ kind: 'unscored-samples', from, limit }, 'placed-samples')).placed),
  };
}
