import type {
  BuildOptions,
  BulkDecision,
  ExportCounts,
  OpenedSample,
  PlacedSample,
  ReviewProgress,
  SampleCounts,
  SampleFacts,
  SampleLocator,
  SampleQuery,
  SampleRow,
  TextLocator,
  ScoreDetails,
  ScoringScope,
  RuleOutcome,
  SelectionFiguresQuery,
  SelectionSummary,
} from '../contract/sample-answers.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { VERDICTS } from '../../core/selection/sample-columns.ts';
import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import type { IfdBarOptions } from '../../core/selection/ifd-bars.ts';
import type { ScoreFigures, SelectionFigures } from '../../core/selection/sample-figures.ts';
import type { SelectionOptions, StoredSelection } from '../../core/selection/selection.ts';
import type { SplitOptions } from '../../core/export/split-documents.ts';
import type { PassageReader } from '../samples/passage-reader.ts';
import type { StorageConnection } from './storage-connection.ts';

/**
 * Makes the samples anew; whoever calls holds the connection's turn. Returned is what was written down because sentences
 * with decisions and notes have become one sample.
 */
export async function makeSamples(
  connection: StorageConnection,
  { options, scoringId, onProgress }: BuildOptions,
): Promise<readonly ReviewRecord[]> {
  try {
    await connection.ask({ kind: 'begin-samples', options }, 'done');
    for (;;) {
      const { progress } = await connection.ask({ kind: 'step-samples' }, 'samples-step');
      onProgress(progress);
      if (progress.doneCount === progress.totalCount) break;
    }
    return (await connection.ask({ kind: 'finish-samples', scoringId }, 'samples-made')).carried;
  } catch (thrown) {
    // The first failure is the one to report; a thread that is gone has dropped its transaction anyway.
    await connection.ask({ kind: 'abandon-corpus' }, 'done').catch(() => undefined);
    throw thrown;
  }
}

/**
 * The samples of the open project, which stay on the disk and in the storage thread: a page asks for windows of them.
 * Rejections are `FailureError`s.
 */
export interface SampleStore {
  /** Undefined where they have to be built first. */
  counts(): Promise<SampleCounts | undefined>;
  /**
   * Makes them anew of the corpus as it is edited, and shows a scoring; they are as they were until it is done. Resolves
   * with what was written down because sentences with decisions and notes have become one sample.
   */
  build(how: BuildOptions): Promise<readonly ReviewRecord[]>;
  showScoring(scoringId: number | undefined): Promise<void>;
  /** The selection that holds; undefined where none was made. */
  selected(): Promise<SelectionSummary | undefined>;
  /** What a rule would give now. */
  tryRule(rule: SelectionOptions): Promise<RuleOutcome>;
  /** Writes down what a rule gives now; it holds when a step of the undo list says so. */
  makeSelection(rule: SelectionOptions, madeAtMs: number): Promise<StoredSelection>;
  /** Places, counted from 0 in corpus order, in the order asked for. */
  find(query: SampleQuery): Promise<Uint32Array>;
  /** With scores of the scoring that is shown, or of another one. */
  rows(places: readonly number[], scoringId?: number): Promise<readonly SampleRow[]>;
  scoreFigures(options: IfdBarOptions): Promise<ScoreFigures>;
  selectionFigures(query: SelectionFiguresQuery): Promise<SelectionFigures>;
  /** The keep ratio that keeps every eligible sample with an IFD of `cutOff` or more, and no other; one at least. */
  keepRatioForCutOff(options: SelectionOptions, cutOff: number): Promise<number>;
  /** The first samples from a place on that are to be scored, one of each content. */
  unscored(from: number, limit: number, of?: ScoringScope): Promise<readonly PlacedSample[]>;
  /** Samples with what can be looked at beside them; `models` by hash, for their answers. */
  open(places: readonly number[], models: readonly string[]): Promise<readonly OpenedSample[]>;
  /** The place of each; undefined where there is no such sample. */
  locate(locators: readonly SampleLocator[]): Promise<readonly (number | undefined)[]>;
  /** The first sample of a text; undefined where none is made of it. */
  locateText(text: TextLocator): Promise<number | undefined>;
  /** Places of all samples of some passages. */
  placesIn(passages: readonly PassageRef[]): Promise<Uint32Array>;
  /** Ids in the order of `places`. */
  ids(places: Uint32Array): Promise<readonly string[]>;
  /** Passages as the files have them; undefined where the corpus does not have one. */
  imported(refs: readonly PassageRef[]): Promise<readonly (Passage | undefined)[]>;
  /** Passages whose text says something, as the files have them. */
  passagesSaying(words: string, matchCase: boolean): Promise<ReturnType<PassageReader['saying']>>;
  /** A draw of what the filter dropped: the same for a seed. */
  drawDropped(seed: number, count: number): Promise<Uint32Array>;
  /** What a decision on some samples would change. */
  bulkDecision(places: Uint32Array, verdict: (typeof VERDICTS)[number]): Promise<BulkDecision>;
  /** Those of some questions that a model has answered. */
  answered(modelHash: string, questionHashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Contents that a scoring of all samples reads: identical samples are scored once. */
  contentCount(): Promise<number>;
  scoreDetails(): Promise<ScoreDetails>;
  /** By scoring: how many samples it has a score of, as they are now. A scoring that has none is left out. */
  countScored(): Promise<ReadonlyMap<number, number>>;
  progress(): Promise<ReviewProgress>;
  /** What an export would hold. */
  countExport(options: SplitOptions): Promise<ExportCounts>;
  /**
   * Mentions and names kept and vanished per entity type, decisions counted in, by a rule or, without one, by the
   * selection that holds; rejects as cancelled when aborted.
   */
  keptByType(rule: SelectionOptions | undefined, signal: AbortSignal): Promise<readonly EntityTypeStatistics[]>;
  /** Undefined where the samples have to be built first. */
  facts(): Promise<SampleFacts | undefined>;
  /** What came up while the samples were made. */
  issues(): Promise<readonly DataIssue[]>;
}

/** Ids read at once. */
const IDS_PER_MESSAGE = 20_000;

export function createSampleStore(connection: StorageConnection): SampleStore {
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => connection.inTurn(work);
  return {
    counts: () => inTurn(async () => (await connection.ask({ kind: 'count-samples' }, 'sample-counts')).counts),
    build: (how) => inTurn(() => makeSamples(connection, how)),
    showScoring: (scoringId) =>
      inTurn(async () => {
        await connection.ask({ kind: 'show-scoring', scoringId }, 'done');
      }),
    selected: () => inTurn(async () => (await connection.ask({ kind: 'selected-samples' }, 'selected')).summary),
    tryRule: (rule) => inTurn(async () => (await connection.ask({ kind: 'try-rule', rule }, 'rule-tried')).outcome),
    makeSelection: (rule, madeAtMs) =>
      inTurn(async () => {
        const call = { kind: 'make-selection', rule, madeAtMs } as const;
        return (await connection.ask(call, 'selection-made')).selection;
      }),
    find: (query) => inTurn(async () => (await connection.ask({ kind: 'find-samples', query }, 'places')).places),
    rows: (places, scoringId) =>
      inTurn(async () => (await connection.ask({ kind: 'read-samples', places, scoringId }, 'sample-rows')).rows),
    scoreFigures: (options) =>
      inTurn(async () => (await connection.ask({ kind: 'score-figures', options }, 'scores-figured')).figures),
    selectionFigures: (query) =>
      inTurn(async () => (await connection.ask({ kind: 'selection-figures', query }, 'selection-figured')).figures),
    keepRatioForCutOff: (options, cutOff) =>
      inTurn(async () => {
        const call = { kind: 'ratio-for-cut-off', options, cutOff } as const;
        return (await connection.ask(call, 'keep-ratio')).keepRatio;
      }),
    unscored: (from, limit, of = 'waiting') =>
      inTurn(async () => {
        const call = { kind: 'unscored-samples', from, limit, of } as const;
        return (await connection.ask(call, 'placed-samples')).placed;
      }),
    open: (places, models) =>
      inTurn(async () => (await connection.ask({ kind: 'open-samples', places, models }, 'opened-samples')).opened),
    locate: (locators) =>
      inTurn(async () => (await connection.ask({ kind: 'locate-samples', locators }, 'located')).places),
    locateText: (text) =>
      inTurn(async () => (await connection.ask({ kind: 'locate-text', text }, 'located')).places[0]),
    placesIn: (passages) =>
      inTurn(async () => (await connection.ask({ kind: 'places-in-passages', passages }, 'places')).places),
    ids: async (places) => {
      const ids: string[] = [];
      for (let from = 0; from < places.length; from += IDS_PER_MESSAGE) {
        const some = [...places.subarray(from, from + IDS_PER_MESSAGE)];
        const call = { kind: 'read-sample-ids', places: some } as const;
        ids.push(...(await inTurn(async () => (await connection.ask(call, 'sample-ids')).ids)));
      }
      return ids;
    },
    imported: (refs) =>
      inTurn(async () => (await connection.ask({ kind: 'read-imported', refs }, 'imported')).passages),
    passagesSaying: (words, matchCase) =>
      inTurn(async () => (await connection.ask({ kind: 'find-passages', words, matchCase }, 'passages-found')).found),
    drawDropped: (seed, count) =>
      inTurn(async () => (await connection.ask({ kind: 'draw-dropped', seed, count }, 'places')).places),
    bulkDecision: (places, verdict) =>
      inTurn(async () => (await connection.ask({ kind: 'bulk-decision', places, verdict }, 'bulk-decided')).decision),
    answered: (modelHash, questionHashes) =>
      inTurn(async () => {
        const call = { kind: 'answered-questions', modelHash, questionHashes } as const;
        return new Set((await connection.ask(call, 'answered')).questionHashes);
      }),
    contentCount: () =>
      inTurn(async () => (await connection.ask({ kind: 'count-contents' }, 'contents-counted')).count),
    countScored: () => inTurn(async () => (await connection.ask({ kind: 'count-scored' }, 'scored-counted')).counts),
    scoreDetails: () =>
      inTurn(async () => (await connection.ask({ kind: 'score-details' }, 'scores-detailed')).details),
    countExport: (options) =>
      inTurn(async () => (await connection.ask({ kind: 'count-export', options }, 'export-counted')).counts),
    progress: () => inTurn(async () => (await connection.ask({ kind: 'review-progress' }, 'progressed')).progress),
    keptByType: async (rule, signal) => {
      for (;;) {
        const call = { kind: 'kept-by-type', rule } as const;
        const { statistics } = await inTurn(() => connection.ask(call, 'mentions-kept'));
        if (statistics !== undefined) return statistics;
        await inTurn(() => connection.ask({ kind: 'step-mentions' }, 'samples-step'));
        signal.throwIfAborted();
      }
    },
    facts: () => inTurn(async () => (await connection.ask({ kind: 'sample-facts' }, 'facts')).facts),
    issues: () => inTurn(async () => (await connection.ask({ kind: 'sample-issues' }, 'issues')).issues),
  };
}
