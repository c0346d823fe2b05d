import { passageKey } from '../../core/annotations/current-corpus.ts';
import { readFilePredictions } from '../tables/file-predictions.ts';
import { readAnswers } from '../tables/prediction-table.ts';
import { countsOf, increment, reviewProgress, verdictsOf } from './review-progress.ts';
import { countContents, firstOfContents, placesToScore } from './sample-reports.ts';
import { HeldSelection } from './held-selection.ts';
import { writeSelection } from '../tables/selection-table.ts';
import { countTruncated, readOrigins } from '../tables/score-table.ts';
import type {
  BuildProgress,
  BulkDecision,
  ExportCounts,
  OpenedSample,
  PlacedSample,
  ReviewProgress,
  RuleOutcome,
  SampleCounts,
  SampleQuery,
  SampleRow,
  ScoreDetails,
  ScoringScope,
  SelectionFiguresQuery,
  SelectionSummary,
} from '../contract/sample-answers.ts';
import { isAnnotatedCode, NEGATIVE, POSITIVE, SAMPLE_STATES } from '../../core/samples/sample-state.ts';
import { renderInstruction } from '../../core/samples/templates.ts';
import { questionHash } from '../../core/samples/question-hash.ts';
import { isModelOfFile, predictionOf, type SampleSuggestions } from '../../core/samples/sample-prediction.ts';
import { finallyKept, findSamples, orderSamples, type SampleOrder } from '../../core/selection/find-samples.ts';
import { pickRanked } from '../../core/selection/pick-ranked.ts';
import type { Picks } from '../../core/selection/build-picks.ts';
import { type RankedSamples, rankSamples } from '../../core/selection/ranked-samples.ts';
import { REASON_KINDS } from '../../core/selection/reason-kinds.ts';
import { OUTCOMES, stateAt, VERDICTS } from '../../core/selection/sample-columns.ts';
import {
  keepRatioForCutOff,
  type ScoreFigures,
  scoreFigures,
  type SelectionFigures,
  selectionFigures,
} from '../../core/selection/sample-figures.ts';
import type { IfdBarOptions } from '../../core/selection/ifd-bars.ts';
import { notAnnotatedReason, reasonAt } from '../../core/selection/select-samples.ts';
import type { SelectionOptions, SelectionPick, StoredSelection } from '../../core/selection/selection.ts';
import {
  type EntityTypeStatistics,
  MentionIndexer,
  selectionStatistics,
} from '../../core/selection/selection-statistics.ts';
import type { SplitOptions } from '../../core/export/split-documents.ts';
import { countExport } from './export-preview.ts';
import type { SampleIndex } from './sample-index.ts';

const SAMPLES_PER_STEP = 1000;
const UNANNOTATED = SAMPLE_STATES.indexOf('unannotated');

/** Answers what screens ask about the samples of a project, from columns wherever they say enough. */
export class SampleQueries {
  readonly index: SampleIndex;
  #ranked: { readonly version: number; readonly samples: RankedSamples } | undefined;
  #tried: { readonly version: number; readonly key: string; readonly picks: Picks } | undefined;
  readonly #selection: HeldSelection;
  #order:
    | {
        readonly order: SampleOrder;
        readonly version: number;
        readonly picks: Picks | undefined;
        readonly places: Uint32Array;
      }
    | undefined;
  #mentions: { readonly version: number; readonly indexer: MentionIndexer } | undefined;

  constructor(index: SampleIndex) {
    this.index = index;
    this.#selection = new HeldSelection(index);
  }

  /** The selection that holds; undefined where none was made. */
  selected(): SelectionSummary | undefined {
    return this.#selection.summary();
  }

  /** What a rule would give now. Throws a `RangeError` for options outside their bounds. */
  tryRule(rule: SelectionOptions): RuleOutcome {
    const picks = this.#picksOf(rule);
    const kept = this.#selection.held()?.picks.kept;
    let [inCount, outCount] = [0, 0];
    for (let place = 0; place < picks.kept.length; place++) {
      const [isKept, wasKept] = [picks.kept[place] === 1, kept?.[place] === 1];
      if (isKept && !wasKept) inCount++;
      if (wasKept && !isKept) outCount++;
    }
    return { counts: picks.counts, cutOffIfd: picks.cutOffIfd, inCount, outCount };
  }

  /** Writes down what a rule gives now, inside the caller's transaction. It does not hold yet. */
  makeSelection(rule: SelectionOptions, madeAtMs: number): StoredSelection {
    const { db, scoringId } = this.index;
    return writeSelection(db, this.#picksOf(rule), { rule, scoringId, madeAtMs });
  }

  /** Another selection may hold from now on. */
  forgetSelection(): void {
    this.#selection.forget();
  }

  /** Places in the order asked for. */
  find({ filter, text, order }: SampleQuery): Uint32Array {
    const found = text.trim() === '' ? [] : [this.index.search(text)];
    const among = [...(filter.among ?? []), ...found];
    const from = { columns: this.index.columns, picks: this.#selection.held()?.picks };
    return findSamples(from, { ...filter, among }, this.#orderOf(order));
  }

  /** With scores of the scoring that is shown, or of another one. */
  rows(places: readonly number[], scoringId = this.index.scoringId): readonly SampleRow[] {
    return this.#rowsOf(this.index.read(places), scoringId);
  }

  /** @param models whose answers are wanted, by hash; those of files as `modelOfFile` has them. */
  open(places: readonly number[], models: readonly string[]): readonly OpenedSample[] {
    const read = this.index.read(places);
    const hashes = read.map(({ sample }) => questionHash(sample));
    const answers = models.map((model) => ({ model, found: readAnswers(this.index.db, model, hashes) }));
    const areOfFiles = models.some(isModelOfFile);
    const fromFiles = readFilePredictions(this.index.db, areOfFiles ? read.map(({ sample }) => sample) : []);
    return this.#rowsOf(read).map((row, at): OpenedSample => {
      const { file = '', imported } = read[at] ?? {};
      if (imported === undefined) throw new Error('a row without its passage');
      const predictions = new Map<string, SampleSuggestions>();
      for (const { model, found } of answers) {
        const answer = found.get(hashes[at] ?? '');
        if (answer !== undefined) predictions.set(model, answer);
      }
      for (const ofFile of fromFiles.get(passageKey(row.sample)) ?? []) {
        const answer = predictionOf(ofFile, { span: row.sample.span, questionHash: hashes[at] ?? '' });
        if (models.includes(answer.modelHash)) predictions.set(answer.modelHash, answer);
      }
      return { row, file, imported, predictions };
    });
  }

  #rowsOf(read: readonly PlacedSample[], scoringId = this.index.scoringId): readonly SampleRow[] {
    const picks = this.#selection.held()?.picks;
    const { columns } = this.index;
    const scores = this.index.scoresOf(read, scoringId);
    return read.map(({ place, sample }): SampleRow => {
      const value = columns.ifd[place] ?? Number.NaN;
      const outcome = OUTCOMES[columns.outcome[place] ?? 0] ?? 'not-scored-yet';
      return {
        place,
        sample,
        state: stateAt(columns, place),
        ifd: Number.isNaN(value) ? undefined : value,
        outcome,
        score: scores.get(place),
        stale: columns.stale[place] === 1,
        rowBytes: columns.rowBytes[place] ?? 0,
        verdict: VERDICTS[columns.verdict[place] ?? 0] ?? 'undecided',
        pick: this.#pickAt(picks, { index: place, id: sample.id, ifd: value, outcome }),
      };
    });
  }

  #pickAt(
    picks: Picks | undefined,
    {
      index,
      id,
      ifd,
      outcome,
    }: { readonly index: number; readonly id: string; readonly ifd: number; readonly outcome: string },
  ): SelectionPick | undefined {
    const held = this.#selection.held();
    if (picks === undefined || held === undefined) return undefined;
    const state = this.index.columns.state[index] ?? NEGATIVE;
    // Its annotation may have come, or gone, since the selection was made.
    if (!isAnnotatedCode(state)) return { sampleId: id, kept: false, reason: notAnnotatedReason(state) };
    if (REASON_KINDS[picks.reason[index] ?? 0] === 'not-annotated') {
      return { sampleId: id, kept: false, reason: { kind: 'not-in-selection' } };
    }
    const reason = reasonAt(picks, held.selection.rule, { index, ifd, state, unscored: () => outcome });
    return { sampleId: id, kept: picks.kept[index] === 1, reason };
  }

  /** A draw of what the filter dropped: the same for a seed, whatever the order of the samples. */
  drawDropped(seed: number, count: number): Uint32Array {
    const picks = this.#selection.held()?.picks;
    if (picks === undefined) return new Uint32Array();
    const keys = this.index.drawKeys(seed);
    const dropped = Array.from(picks.kept.keys()).filter((place) => picks.kept[place] === 0);
    return Uint32Array.from(dropped.toSorted((one, other) => (keys[one] ?? 0) - (keys[other] ?? 0)).slice(0, count));
  }

  /** What a decision on some samples would change. */
  bulkDecision(places: Uint32Array, verdict: (typeof VERDICTS)[number]): BulkDecision {
    const picks = this.#selection.held()?.picks;
    const { columns } = this.index;
    const code = VERDICTS.indexOf(verdict);
    const isPassedOver = (place: number): boolean => verdict === 'approved' && !isAnnotatedCode(columns.state[place]);
    const passedOver = places.filter(isPassedOver);
    const changed = places.filter((place) => columns.verdict[place] !== code && !isPassedOver(place));
    let [reversedCount, againstCount] = [0, 0];
    for (const place of changed) {
      if (columns.verdict[place] !== 0) reversedCount += 1;
      if ((picks?.kept[place] === 1) !== (verdict === 'approved')) againstCount += 1;
    }
    const passedOverWithMentions = passedOver.filter((place) => (columns.mentionCount[place] ?? 0) > 0).length;
    return { places: changed, passedOver, passedOverWithMentions, reversedCount, againstCount };
  }

  countExport(options: SplitOptions): ExportCounts {
    const { columns, options: samples } = this.index;
    const instruction = renderInstruction(samples.instructionTemplate, samples.entityTypes);
    const ranges = this.index.readPassageRanges();
    return countExport({ columns, ranges, instruction }, this.#selection.held()?.picks, options);
  }

  scoreDetails(): ScoreDetails {
    const { db, scoringId } = this.index;
    return {
      origins: scoringId === undefined ? [] : readOrigins(db, scoringId),
      truncatedCount: scoringId === undefined ? 0 : countTruncated(db, scoringId),
      waitingCount: this.index.waitingCount,
    };
  }

  progress(): ReviewProgress {
    return reviewProgress(this.index.db, this.index.columns);
  }

  /** Reads some more samples for `keptByType`. */
  stepMentions(): BuildProgress {
    const { contentVersion, columns } = this.index;
    if (this.#mentions?.version !== contentVersion) {
      this.#mentions = { version: contentVersion, indexer: new MentionIndexer() };
    }
    const { indexer } = this.#mentions;
    const from = indexer.sampleCount;
    const places = Array.from({ length: Math.min(SAMPLES_PER_STEP, columns.count - from) }, (_, at) => from + at);
    for (const { sample } of this.index.read(places)) indexer.add(sample);
    return { doneCount: indexer.sampleCount, totalCount: columns.count };
  }

  /** Mentions and names kept and vanished, per entity type, decisions counted in, by a rule or, without one, by the selection that holds; undefined until all samples are read. */
  keptByType(rule: SelectionOptions | undefined): readonly EntityTypeStatistics[] | undefined {
    const { contentVersion, columns } = this.index;
    const mentions = this.#mentions;
    if (mentions?.version !== contentVersion || mentions.indexer.sampleCount < columns.count) return undefined;
    return selectionStatistics(mentions.indexer.finish(), finallyKept(columns, this.#picksFor(rule)));
  }

  counts(): SampleCounts {
    const { count, state, outcome, stale, verdict } = this.index.columns;
    const verdicts = new Uint32Array(VERDICTS.length);
    const outcomes = [new Uint32Array(OUTCOMES.length), new Uint32Array(OUTCOMES.length)] as const;
    const states = new Uint32Array(SAMPLE_STATES.length);
    let staleCount = 0;
    for (let place = 0; place < count; place++) {
      if (stale[place] === 1 && isAnnotatedCode(state[place])) staleCount++;
      increment(states, state[place] ?? NEGATIVE);
      increment(verdicts, verdict[place] ?? 0);
      if (isAnnotatedCode(state[place])) increment(outcomes[state[place] === POSITIVE ? 1 : 0], outcome[place] ?? 0);
    }
    const goesOut = finallyKept(this.index.columns, this.#selection.held()?.picks);
    let kept = 0;
    for (let place = 0; place < count; place++) if (goesOut(place)) kept++;
    const [positives = 0, negatives = 0] = [states[POSITIVE], states[NEGATIVE]];
    const notAnnotated = count - positives - negatives;
    const [ofNegatives, ofPositives] = outcomes;
    return {
      samples: count,
      positives,
      negatives,
      notAnnotated,
      incomplete: notAnnotated - (states[UNANNOTATED] ?? 0),
      byVerdict: verdictsOf(verdicts),
      byOutcome: countsOf(OUTCOMES, (code) => ({
        positives: ofPositives[code] ?? 0,
        negatives: ofNegatives[code] ?? 0,
      })),
      stale: staleCount,
      kept,
    };
  }

  scoreFigures(options: IfdBarOptions): ScoreFigures {
    return scoreFigures(this.index.columns, options);
  }

  /** Of the selection that holds or, where `isTried`, of what the rule would give now. */
  selectionFigures({ rule, isTried, barCount }: SelectionFiguresQuery): SelectionFigures {
    const picks = this.#picksFor(isTried ? rule : undefined);
    return selectionFigures(this.index.columns, picks, { ...rule, barCount });
  }

  /** The keep ratio that keeps every eligible sample with an IFD of `cutOff` or more, and no other; one at least. */
  keepRatioForCutOff(options: SelectionOptions, cutOff: number): number {
    return keepRatioForCutOff(this.index.columns, options, cutOff);
  }

  /** Contents that a scoring of all samples reads. */
  contentCount(): number {
    const { db, columns } = this.index;
    return countContents(db, placesToScore(columns, 'all'), columns.count);
  }

  /** The first samples from a place on that are to be scored, one of each content. */
  unscored(from: number, limit: number, of: ScoringScope = 'waiting'): readonly PlacedSample[] {
    return firstOfContents(this.index.read(placesToScore(this.index.columns, of, { from, limit })));
  }

  /** All places in an order. A filter is tried out on the same one again and again, and sorting takes the longest. */
  #orderOf(order: SampleOrder): Uint32Array {
    if (order.column === 'ifd' && order.descending) return this.#currentRanking().byIfd;
    const { version, columns } = this.index;
    const picks = this.#selection.held()?.picks;
    const known = this.#order;
    const isSame = known?.order.column === order.column && known.order.descending === order.descending;
    if (known !== undefined && isSame && known.version === version && known.picks === picks) return known.places;
    const places = orderSamples({ columns, picks }, order);
    this.#order = { order, version, picks, places };
    return places;
  }

  /** What a rule gives of the scores as they are now. */
  #picksOf(rule: SelectionOptions): Picks {
    const { version } = this.index;
    const key = JSON.stringify(rule);
    if (this.#tried?.version !== version || this.#tried.key !== key) {
      this.#tried = { version, key, picks: pickRanked(this.#currentRanking(), rule) };
    }
    return this.#tried.picks;
  }

  #picksFor(rule: SelectionOptions | undefined): Picks | undefined {
    return rule === undefined ? this.#selection.held()?.picks : this.#picksOf(rule);
  }

  #currentRanking(): RankedSamples {
    const { version, columns } = this.index;
    if (this.#ranked?.version !== version) {
      const samples = rankSamples(columns, (seed) => this.index.drawKeys(seed));
      this.#ranked = { version, samples };
    }
    return this.#ranked.samples;
  }
}
