import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import type { SelectionOptions } from '../../core/selection/selection.ts';
import { type Remote, withOwn } from '../../thread/remote.ts';
import type { SampleService } from './sample-service.ts';

interface OwnMethods {
  /** Ids in the order of `places`. */
  ids(places: Uint32Array): Promise<readonly string[]>;
  /**
   * Mentions and names kept and vanished per entity type, decisions counted in, by a rule or, without one, by the
   * selection that holds; rejects as cancelled when aborted.
   */
  keptByType(rule: SelectionOptions | undefined, signal: AbortSignal): Promise<readonly EntityTypeStatistics[]>;
}

/** The samples of the open project: a page asks for windows of them. */
export type SampleStore = Omit<Remote<SampleService>, keyof OwnMethods> & OwnMethods;

/** Ids read at once. */
const IDS_PER_MESSAGE = 20_000;

export function createSampleStore(remote: Remote<SampleService>): SampleStore {
  const own: OwnMethods = {
    ids: async (places) => {
      const ids: string[] = [];
      for (let from = 0; from < places.length; from += IDS_PER_MESSAGE) {
        ids.push(...(await remote.ids([...places.subarray(from, from + IDS_PER_MESSAGE)])));
      }
      return ids;
    },
    keptByType: async (rule, signal) => {
      for (;;) {
        const statistics = await remote.keptByType(rule);
        if (statistics !== undefined) return statistics;
        signal.throwIfAborted();
      }
    },
  };
  return withOwn(remote, own);
}
