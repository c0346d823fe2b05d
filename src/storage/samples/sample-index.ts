import { type Outcome, outcomeOf } from '../tables/score-outcome.ts';
import { PassageReader, type PassageRow } from './passage-reader.ts';
import { type PassageRange, readPassageRanges } from './passage-ranges.ts';
import type { ScoreSummary } from '../../core/ifd/score-summary.ts';
import type { PlacedSample, SampleLocator } from '../contract/sample-answers.ts';
import type { Database } from '@sqlite.org/sqlite-wasm';
import type { PassageRef } from '../../core/annotations/annotation-edit.ts';
import type { IfdResult } from '../../core/ifd/ifd.ts';
import type { Passage } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import { settleSample } from '../../core/samples/annotation-mark.ts';
import { type CorpusFacts, shiftFacts, shiftStates } from '../../core/samples/corpus-facts.ts';
import { OUTCOMES, type SampleColumns, VERDICTS } from '../../core/selection/sample-columns.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { readFacts } from './read-facts.ts';
import { putFacts, TypeSets } from './sample-builder.ts';
import { readColumns, writeColumns } from './sample-column-table.ts';
import { countUnscored, isWaiting } from './sample-reports.ts';
import { KEEP_EARLIER, readAllOutcomes, scoresOfPlaced } from './sample-scores.ts';
import { readDrawKeys } from './read-draw-keys.ts';
import { searchSamples } from './search-samples.ts';
import { selectRows } from '../database/select-rows.ts';
import { locateSamples } from './locate-samples.ts';
import { readGivenPassages, takeMarks } from './sample-marks.ts';
import { readBoolean, readInteger, readOptional, readText } from '../database/sql-value.ts';

/** A sample with the passage that it stands in. */
export interface SampleInPassage extends PlacedSample {
  readonly file: string;
  /** As the file has it. */
  readonly imported: Passage;
}

/** What changes with a score. */
const SCORE_COLUMNS = ['outcome', 'ifd', 'stale'] as const;

/**
 * The samples of an open project: columns in memory for what filters, sorts and counts ask, and the rest from the
 * database a window at a time. Writes are inside the caller's transaction; where that is rolled back, the index has to
 * be opened anew.
 */
export class SampleIndex {
  readonly columns: SampleColumns;
  readonly options: SampleOptions;
  readonly db: Database;
  readonly #typeSets: TypeSets;
  readonly passages: PassageReader;
  /** Grows with every change of scores and of what is positive: what is made of them is then out of date. */
  version = 0;
  /** Grows with every change of what samples say. */
  contentVersion = 0;
  #scoringId: number | undefined;
  #facts: CorpusFacts;
  /** Undefined where it has to be counted. */
  #waitingCount: number | undefined;

  private constructor(
    db: Database,
    built: Pick<SampleIndex, 'options' | 'columns'> & {
      readonly typeSets: TypeSets;
      readonly scoringId: number | undefined;
      readonly facts: CorpusFacts;
    },
  ) {
    this.db = db;
    this.options = built.options;
    this.columns = built.columns;
    this.#typeSets = built.typeSets;
    this.#scoringId = built.scoringId;
    this.#facts = built.facts;
    this.passages = new PassageReader(db, built.options);
  }

  /** Undefined where the samples have to be built first. */
  static open(db: Database): SampleIndex | undefined {
    const row = db.selectArray('SELECT options, sample_count, type_sets, scoring, facts FROM sample_build');
    if (row === undefined) return undefined;
    const options: SampleOptions = JSON.parse(readText(row[0]));
    const known: string[][] = JSON.parse(readText(row[2]));
    const typeSets = new TypeSets(known);
    const scoringId = readOptional(row[3], (value) => readInteger(JSON.parse(readText(value))));
    const columns = readColumns(db, readInteger(row[1]), typeSets.all);
    const facts = readFacts(readText(row[4]));
    return new SampleIndex(db, { options, columns, typeSets, scoringId, facts });
  }

  /** The scoring whose scores are shown. */
  get scoringId(): number | undefined {
    return this.#scoringId;
  }

  /** Contents without a score of their own: identical samples are scored once. */
  get waitingCount(): number {
    this.#waitingCount ??= countUnscored(this.db, this.columns);
    return this.#waitingCount;
  }

  /** What is counted of the corpus as it stands now. */
  get facts(): CorpusFacts {
    return this.#facts;
  }

  /** What came up while the samples were made. */
  readIssues(): readonly DataIssue[] {
    return JSON.parse(readText(this.db.selectValue('SELECT issues FROM sample_build')));
  }

  /** Samples as they stand now, in the order of `places`. */
  read(places: readonly number[]): readonly SampleInPassage[] {
    const rows = selectRows(this.db, {
      columns: `sample.id, sample.key, passage_id, start_offset, end_offset, content_hash, document.key, source_file,
        mark.sample_id IS NOT NULL`,
      from: `sample JOIN passage ON passage.id = passage_id JOIN document ON document.id = document_id
        LEFT JOIN mark ON mark.sample_id = sample.key
        WHERE sample.id IN (SELECT value FROM json_each(?))`,
      order: 'sample.id',
      bind: [JSON.stringify(places)],
    });
    const made = this.passages.read(
      rows.map((row) => ({ passageRow: readInteger(row[2]), documentId: readText(row[6]), file: readText(row[7]) })),
    );
    const byPlace = new Map(
      rows.map(([at, key, passage, start, end, hash, , , isMarked]): [number, SampleInPassage] => {
        const ofPassage = made.get(readInteger(passage));
        if (ofPassage === undefined) throw new Error(`sample ${readText(key)} has no passage`);
        const { file, imported } = ofPassage;
        const span = { start: readInteger(start), end: readInteger(end) };
        const contentHash = readText(hash);
        const unmarked = { ...this.passages.sampleAt(ofPassage, { span, contentHash }), id: readText(key) };
        const sample = readBoolean(isMarked) ? settleSample(unmarked, contentHash) : unmarked;
        const place = readInteger(at);
        return [place, { place, sample, file, imported }];
      }),
    );
    return places.flatMap((place) => byPlace.get(place) ?? []);
  }

  /** Ids of samples, in the order of `places`. */
  readIds(places: readonly number[]): readonly string[] {
    const rows = selectRows(this.db, {
      columns: 'id, key',
      from: 'sample WHERE id IN (SELECT value FROM json_each(?))',
      order: 'id',
      bind: [JSON.stringify(places)],
    });
    const ids = new Map(rows.map(([place, key]) => [readInteger(place), readText(key)]));
    return places.flatMap((place) => ids.get(place) ?? []);
  }

  /** Every passage with its place among the samples. */
  readPassageRanges(): readonly PassageRange[] {
    return readPassageRanges(this.db);
  }

  /** The score of each by a scoring; see `scoresOfPlaced`. */
  scoresOf(placed: readonly PlacedSample[], scoringId: number | undefined): ReadonlyMap<number, ScoreSummary> {
    if (scoringId === undefined) return new Map();
    return scoresOfPlaced(this.db, { scoringId, options: this.options }, placed);
  }

  /** The place of each; undefined where there is no such sample. */
  locate(locators: readonly SampleLocator[]): readonly (number | undefined)[] {
    return locateSamples(this.db, this.passages, locators);
  }

  /** Places of all samples of some passages. */
  placesIn(passages: readonly PassageRef[]): Uint32Array {
    return Uint32Array.from(this.passages.samplesIn(passages), ([place]) => readInteger(place));
  }

  /** Places of samples that a search finds; see `searchSamples`. */
  search(text: string): Uint32Array {
    return searchSamples(this.db, text);
  }

  /** For draws: a key a sample, the same for a seed whatever the order of the samples. */
  drawKeys(seed: number): Float64Array {
    return readDrawKeys(this.db, { count: this.columns.count, seed });
  }

  /** Takes the scores of a scoring in place of those that are shown; undefined takes all away. */
  showScoring(scoringId: number | undefined): void {
    const { outcome, ifd, stale } = this.columns;
    outcome.fill(0);
    stale.fill(0);
    this.#waitingCount = undefined;
    ifd.fill(Number.NaN);
    this.#scoringId = scoringId;
    this.version++;
    if (scoringId !== undefined) {
      const shown = { scoringId, options: this.options };
      for (const { place, outcome, of } of readAllOutcomes(this.db, shown, this.columns.count)) {
        if (of === 'now' || this.columns.outcome[place] === 0) this.#putOutcome(place, outcome, of);
      }
    }
    writeColumns(this.db, this.columns, { names: SCORE_COLUMNS });
    this.db.exec('UPDATE sample_build SET scoring = ?', {
      bind: [scoringId === undefined ? null : JSON.stringify(scoringId)],
    });
  }

  /** Takes in scores that were saved; those of another scoring are not shown. */
  putScores(scores: readonly ScoreSummary[]): void {
    const shown = this.#scoringId;
    const results = new Map(
      scores.flatMap(({ contentHash, scoringId, result }): [string, IfdResult][] =>
        shown === scoringId ? [[contentHash, result]] : [],
      ),
    );
    const rows = selectRows(this.db, {
      columns: 'id, content_hash',
      from: 'sample WHERE content_hash IN (SELECT value FROM json_each(?))',
      order: 'id',
      bind: [JSON.stringify([...results.keys()])],
    });
    const waited = new Set<string>();
    const waitingBefore = this.#waitingCount;
    const places = rows.map(([id, hash]) => {
      const [place, contentHash] = [readInteger(id), readText(hash)];
      if (isWaiting(this.columns, place)) waited.add(contentHash);
      this.#putOutcome(place, outcomeOf(results.get(contentHash)));
      return place;
    });
    this.#waitingCount = waitingBefore && waitingBefore - waited.size;
    writeColumns(this.db, this.columns, { names: SCORE_COLUMNS, places });
  }

  /** Takes in what is decided and edited; `write` puts it in the database. */
  putRecords(records: readonly ReviewRecord[], write: () => void): void {
    const verdicts = new Map<string, Decision['verdict'] | undefined>();
    const passages: PassageRef[] = [];
    const marked: string[] = [];
    for (const record of records) {
      if (record.kind === 'decision') verdicts.set(record.sampleId, record.after?.verdict);
      if (record.kind === 'mention') passages.push(record.passage);
      if (record.kind === 'mark') marked.push(record.sampleId);
    }
    passages.push(...readGivenPassages(this.db, marked));
    const rows = this.passages.rows(passages);
    const before = this.passages.count(passages, this.passages.read(rows), this.columns);
    write();
    if (verdicts.size > 0) this.#putVerdicts(verdicts);
    if (rows.length > 0) this.#refresh(passages, rows, before);
    if (marked.length > 0) this.#putMarks(marked);
  }

  /** Samples that are marked now, or not any more: what is said in them stays. */
  #putMarks(sampleIds: readonly string[]): void {
    const { places, shifts } = takeMarks(this.db, this.columns, sampleIds);
    if (places.length === 0) return;
    this.version++;
    this.contentVersion++;
    this.#waitingCount = undefined;
    writeColumns(this.db, this.columns, { names: ['state'], places });
    this.#facts = shiftStates(this.#facts, shifts);
    this.db.exec('UPDATE sample_build SET facts = ?', { bind: [JSON.stringify(this.#facts)] });
  }

  #putVerdicts(verdicts: ReadonlyMap<string, Decision['verdict'] | undefined>): void {
    const rows = selectRows(this.db, {
      columns: 'id, key',
      from: 'sample WHERE key IN (SELECT value FROM json_each(?))',
      order: 'id',
      bind: [JSON.stringify([...verdicts.keys()])],
    });
    const places = rows.map(([id, key]) => {
      const place = readInteger(id);
      this.columns.verdict[place] = VERDICTS.indexOf(verdicts.get(readText(key)) ?? 'undecided');
      return place;
    });
    writeColumns(this.db, this.columns, { names: ['verdict'], places });
  }

  /** Decisions as the database has them, all of them. */
  showVerdicts(): void {
    this.columns.verdict.fill(0);
    const select = this.db.prepare('SELECT sample.id, verdict FROM decision JOIN sample ON key = sample_id');
    try {
      while (select.step()) {
        const verdict = readText(select.get(1));
        this.columns.verdict[readInteger(select.get(0))] = VERDICTS.findIndex((each) => each === verdict);
      }
    } finally {
      select.finalize();
    }
    writeColumns(this.db, this.columns, { names: ['verdict'] });
  }

  /** Makes the samples of passages anew whose mentions were edited: a text keeps its samples, whatever stands in them. */
  #refresh(passages: readonly PassageRef[], passageRows: readonly PassageRow[], before: CorpusFacts): void {
    const rows = this.passages.samplesIn(passages);
    const made = this.passages.read(passageRows);
    this.contentVersion++;
    const update = this.db.prepare('UPDATE sample SET content_hash = ? WHERE id = ?');
    const keep = this.db.prepare(KEEP_EARLIER);
    const placed: PlacedSample[] = [];
    try {
      for (const [id, passage, start, end, , , isMarked] of rows) {
        const place = readInteger(id);
        const ofPassage = made.get(readInteger(passage));
        if (ofPassage === undefined) throw new Error(`sample ${place} has no passage`);
        const span = { start: readInteger(start), end: readInteger(end) };
        const unmarked = this.passages.sampleAt(ofPassage, { span });
        const sample = readBoolean(isMarked) ? settleSample(unmarked) : unmarked;
        putFacts(this.columns, { place, sample }, this.#typeSets);
        keep.bind([place, sample.contentHash]).stepReset();
        update.bind([sample.contentHash, place]).stepReset();
        placed.push({ place, sample });
      }
    } finally {
      update.finalize();
      keep.finalize();
    }
    this.#showOutcomes(placed);
    writeColumns(this.db, this.columns, { places: placed.map(({ place }) => place) });
    this.#facts = shiftFacts(this.#facts, before, this.passages.count(passages, made, this.columns));
    this.db.exec('UPDATE sample_build SET type_sets = ?, facts = ?', {
      bind: [JSON.stringify(this.#typeSets.all), JSON.stringify(this.#facts)],
    });
  }

  /** Outcomes of the shown scoring: of what samples say now, else of what they said before. */
  #showOutcomes(placed: readonly PlacedSample[]): void {
    const scores = this.scoresOf(placed, this.#scoringId);
    for (const { place, sample } of placed) {
      const score = scores.get(place);
      const isStale = score !== undefined && score.contentHash !== sample.contentHash;
      this.#putOutcome(place, outcomeOf(score?.result), isStale ? 'stale' : 'now');
    }
  }

  #putOutcome(place: number, { word, ifd }: Outcome, of: 'now' | 'stale' = 'now'): void {
    this.version++;
    this.#waitingCount = undefined;
    this.columns.outcome[place] = OUTCOMES.indexOf(word);
    this.columns.ifd[place] = ifd;
    this.columns.stale[place] = of === 'stale' ? 1 : 0;
  }
}
