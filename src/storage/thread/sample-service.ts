import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import type { SplitOptions } from '../../core/export/split-documents.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type {
  BuildOptions,
  BulkDecision,
  ExportCounts,
  OpenedSample,
  PlacedSample,
  ReviewProgress,
  RuleOutcome,
  SampleCounts,
  SampleFacts,
  SampleLocator,
  SampleQuery,
  SampleRow,
  ScoreDetails,
  ScoringScope,
  SelectionFiguresQuery,
  SelectionSummary,
  TextLocator,
} from '../contract/sample-answers.ts';
import type { IfdBarOptions } from '../../core/selection/ifd-bars.ts';
import type { VERDICTS } from '../../core/selection/sample-columns.ts';
import type { ScoreFigures, SelectionFigures } from '../../core/selection/sample-figures.ts';
import type { EntityTypeStatistics } from '../../core/selection/selection-statistics.ts';
import type { SelectionOptions, StoredSelection } from '../../core/selection/selection.ts';
import type { DiskService } from './disk-service.ts';
import { locateText } from '../samples/locate-text.ts';
import { makeSamples } from './make-samples.ts';
import type { PassageReader } from '../samples/passage-reader.ts';
import { readAnswers } from '../tables/prediction-table.ts';
import type { ProjectDb } from '../project/project-db.ts';
import type { SampleQueries } from '../samples/sample-queries.ts';
import { countScored } from '../tables/scoring-table.ts';

/**
 * What the page asks about the samples of the open project, which stay on the disk and in this thread. What is about
 * samples fails where they have to be built first, unless a comment says otherwise. Places are counted from 0 in corpus
 * order.
 */
export class SampleService {
  readonly #disk: DiskService;

  constructor(disk: DiskService) {
    this.#disk = disk;
  }

  /** Undefined where they have to be built first. */
  counts(): SampleCounts | undefined {
    return this.#db.queries?.counts();
  }

  /**
   * Makes them anew of the corpus as it is edited, and shows a scoring; they are as they were until it is done. Returned
   * is what was written down because sentences with decisions and notes have become one sample.
   */
  build(how: BuildOptions): readonly ReviewRecord[] {
    const db = this.#db;
    try {
      return makeSamples(db, how);
    } catch (thrown) {
      db.abandonCorpus();
      throw thrown;
    }
  }

  showScoring(scoringId: number | undefined): void {
    this.#db.showScoring(scoringId);
  }

  /** The selection that holds; undefined where none was made. */
  selected(): SelectionSummary | undefined {
    return this.#queries.selected();
  }

  /** What a rule would give now. */
  tryRule(rule: SelectionOptions): RuleOutcome {
    return this.#queries.tryRule(rule);
  }

  /** Writes down what a rule gives now; it holds when a step of the undo list says so. */
  makeSelection(rule: SelectionOptions, madeAtMs: number): StoredSelection {
    return this.#db.makeSelection(rule, madeAtMs);
  }

  /** Places in the order asked for. */
  find(query: SampleQuery): Uint32Array {
    return this.#queries.find(query);
  }

  /** With scores of the scoring that is shown, or of another one. */
  rows(places: readonly number[], scoringId?: number): readonly SampleRow[] {
    return this.#queries.rows(places, scoringId);
  }

  scoreFigures(options: IfdBarOptions): ScoreFigures {
    return this.#queries.scoreFigures(options);
  }

  selectionFigures(query: SelectionFiguresQuery): SelectionFigures {
    return this.#queries.selectionFigures(query);
  }

  /** The keep ratio that keeps every eligible sample with an IFD of `cutOff` or more, and no other; one at least. */
  keepRatioForCutOff(options: SelectionOptions, cutOff: number): number {
    return this.#queries.keepRatioForCutOff(options, cutOff);
  }

  /** The first samples from a place on that are to be scored, one of each content. */
  unscored(from: number, limit: number, of: ScoringScope = 'waiting'): readonly PlacedSample[] {
    return this.#queries.unscored(from, limit, of);
  }

  /** Samples with what can be looked at beside them; `models` by hash, for their answers. */
  open(places: readonly number[], models: readonly string[]): readonly OpenedSample[] {
    return this.#queries.open(places, models);
  }

  /** The place of each; undefined where there is no such sample. */
  locate(locators: readonly SampleLocator[]): readonly (number | undefined)[] {
    return this.#queries.index.locate(locators);
  }

  /** The first sample of a text; undefined where none is made of it. */
  locateText(text: TextLocator): number | undefined {
    return locateText(this.#queries.index.db, text);
  }

  /** Places of all samples of some passages. */
  placesIn(passages: readonly PassageRef[]): Uint32Array {
    return this.#queries.index.placesIn(passages);
  }

  /** In the order of `places`. */
  ids(places: readonly number[]): readonly string[] {
    return this.#queries.index.readIds(places);
  }

  /** Passages as the files have them; undefined where the corpus does not have one. */
  imported(refs: readonly PassageRef[]): readonly (Passage | undefined)[] {
    return this.#queries.index.passages.imported(refs);
  }

  /** Passages whose text says something, as the files have them. */
  passagesSaying(words: string, matchCase: boolean): ReturnType<PassageReader['saying']> {
    return this.#queries.index.passages.saying(words, { matchCase });
  }

  /** A draw of what the filter dropped: the same for a seed. */
  drawDropped(seed: number, count: number): Uint32Array {
    return this.#queries.drawDropped(seed, count);
  }

  /** What a decision on some samples would change. */
  bulkDecision(places: Uint32Array, verdict: (typeof VERDICTS)[number]): BulkDecision {
    return this.#queries.bulkDecision(places, verdict);
  }

  /** Those of some questions that a model has answered. */
  answered(modelHash: string, questionHashes: readonly string[]): ReadonlySet<string> {
    return new Set(readAnswers(this.#queries.index.db, modelHash, questionHashes).keys());
  }

  /** Contents that a scoring of all samples reads: identical samples are scored once. */
  contentCount(): number {
    return this.#queries.contentCount();
  }

  scoreDetails(): ScoreDetails {
    return this.#queries.scoreDetails();
  }

  /** By scoring: how many samples it has a score of, as they are now. A scoring that has none is left out. */
  countScored(): ReadonlyMap<number, number> {
    return countScored(this.#queries.index.db);
  }

  progress(): ReviewProgress {
    return this.#queries.progress();
  }

  /** What an export would hold. */
  countExport(options: SplitOptions): ExportCounts {
    return this.#queries.countExport(options);
  }

  /**
   * Mentions and names kept and vanished per entity type, decisions counted in, by a rule or, without one, by the
   * selection that holds. Undefined where not all samples are read yet: then some more are, so that other calls come
   * between.
   */
  keptByType(rule: SelectionOptions | undefined): readonly EntityTypeStatistics[] | undefined {
    const statistics = this.#queries.keptByType(rule);
    if (statistics === undefined) this.#queries.stepMentions();
    return statistics;
  }

  /** Undefined where the samples have to be built first. */
  facts(): SampleFacts | undefined {
    const { samples } = this.#db;
    return samples && { ...samples.facts, options: samples.options, scoringId: samples.scoringId };
  }

  /** What came up while the samples were made. */
  issues(): readonly DataIssue[] {
    return this.#queries.index.readIssues();
  }

  get #db(): ProjectDb {
    return this.#disk.library.current;
  }

  get #queries(): SampleQueries {
    const { queries } = this.#db;
    if (queries === undefined) throw new Error('the samples were asked for before they were built');
    return queries;
  }
}
