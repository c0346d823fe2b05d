import type { ScoreKey } from '../../core/ifd/score-summary.ts';
import type { BuildProgress } from '../contract/sample-answers.ts';
import type { NewScoring, Scoring } from '../../core/ifd/scoring.ts';
import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { Document } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import { editsOf } from '../../core/annotations/current-corpus.ts';
import type { SamplePrediction } from '../../core/samples/sample-prediction.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { SelectionOptions, StoredSelection } from '../../core/selection/selection.ts';
import { claimCopy, readOwner, readWorkPlace } from '../tables/copy-identity.ts';
import { carryReviews } from '../tables/carry-reviews.ts';
import { ALL_TABLES } from '../database/all-tables.ts';
import { type CorpusEnd, CorpusWriter } from '../samples/corpus-writer.ts';
import { readFilesOf } from '../tables/document-owner.ts';
import { replaceIssues } from '../tables/issue-table.ts';
import { patchHistory, readHistory } from '../tables/history-table.ts';
import type { StackPatch } from '../tables/history-patch.ts';
import { migrate } from '../database/migrate.ts';
import type {
  StoredProject,
  StoredScore,
  StoredSource,
  TokenLosses,
  PredictedModel,
} from '../contract/project-store.ts';
import { readDocuments, readIssues, readSources } from '../tables/read-corpus.ts';
import { readDecisions, readMarks, readMentionEdits, readNotes, writeRecords } from '../tables/review-tables.ts';
import { readScorePage, readTokenLosses, type ScorePage, writeScores } from '../tables/score-table.ts';
import { ensureScoring, latestScoringId, listScorings } from '../tables/scoring-table.ts';
import { listPredictedModels, writePredictions } from '../tables/prediction-table.ts';
import { clearSamples, SampleBuilder } from '../samples/sample-builder.ts';
import { SampleQueries } from '../samples/sample-queries.ts';
import { SampleIndex } from '../samples/sample-index.ts';
import { markAsProject } from '../database/seal.ts';
import { readInteger, readText } from '../database/sql-value.ts';
import { leaveLog, logActs } from '../database/write-ahead-log.ts';

/**
 * The project in an open SQLite database, whatever it lies on. Every call is one transaction and throws without a
 * trace in the database, but for the corpus: it is too large for one message, so it comes as begin, documents and
 * finish, which are one transaction together. No other call may come between them.
 */
export class ProjectDb {
  readonly #sqlite: Sqlite3Static;
  readonly #db: Database;
  #writer: CorpusWriter | undefined;
  #builder: SampleBuilder | undefined;
  /** The corpus is written, and its samples are still to be made in the same transaction. */
  #samplesFollow = false;
  #samples: SampleIndex | undefined;
  #queries: SampleQueries | undefined;

  /** Migrates the database; throws `FailureError` when it is newer than this studio. */
  constructor(sqlite: Sqlite3Static, db: Database) {
    this.#sqlite = sqlite;
    this.#db = db;
    // Off while tables are made anew: to drop one that others refer to would delete their rows too.
    db.exec('PRAGMA foreign_keys = OFF');
    migrate(db);
    db.exec('PRAGMA foreign_keys = ON');
    markAsProject(db);
    this.#samples = SampleIndex.open(db);
  }

  /** Undefined until they are built, and again when the corpus is replaced. */
  get samples(): SampleIndex | undefined {
    return this.#samples;
  }

  /** What screens ask about the samples; undefined while there are none. */
  get queries(): SampleQueries | undefined {
    if (this.#queries?.index !== this.#samples) {
      this.#queries = this.#samples === undefined ? undefined : new SampleQueries(this.#samples);
    }
    return this.#queries;
  }

  readHead(): StoredProject {
    const db = this.#db;
    const settings: Record<string, unknown> = {};
    for (const [key, value] of db.selectArrays('SELECT key, value FROM setting')) {
      settings[readText(key)] = JSON.parse(readText(value));
    }
    return {
      documentCount: this.#documentCount(),
      issues: readIssues(db),
      sources: readSources(db),
      decisions: readDecisions(db),
      notes: readNotes(db),
      marks: readMarks(db),
      mentionEdits: readMentionEdits(db),
      undo: readHistory(db, 'undo'),
      redo: readHistory(db, 'redo'),
      settings,
      workPlace: readWorkPlace(db),
    };
  }

  /** `nextFrom` is undefined behind the last document. */
  readDocuments(
    from: number,
    count: number,
  ): { readonly documents: readonly Document[]; readonly nextFrom: number | undefined } {
    const nextFrom = from + count;
    const documents = readDocuments(this.#db, from, count);
    return { documents, nextFrom: nextFrom < this.#documentCount() ? nextFrom : undefined };
  }

  #documentCount(): number {
    // Not their number: where documents were lost to damage, the others keep their ids.
    return readInteger(this.#db.selectValue('SELECT coalesce(max(id) + 1, 0) FROM document'));
  }

  /** Begins to replace the corpus. */
  beginCorpus(): void {
    // Left over when the page gave up between two messages.
    if (this.#isWriting()) this.abandonCorpus();
    this.#beginLarge();
    this.#rollBackOnThrow(() => {
      this.#writer = new CorpusWriter(this.#sqlite, this.#db);
      this.#samples = undefined;
    });
  }

  /** Begins to make the samples anew; `stepSamples` until all is done and `finishSamples` are one transaction with it. */
  beginSamples(options: SampleOptions): void {
    // Left over when the page gave up between two messages.
    if (this.#builder !== undefined) this.abandonCorpus();
    if (!this.#samplesFollow) this.#beginLarge();
    this.#rollBackOnThrow(() => {
      const edits = editsOf(readMentionEdits(this.#db));
      const marked = new Set(readMarks(this.#db).map(({ sampleId }) => sampleId));
      this.#builder = new SampleBuilder(this.#sqlite, this.#db, { options, edits, marked });
      this.#samplesFollow = false;
      this.#samples = undefined;
    });
  }

  stepSamples(): BuildProgress {
    const builder = this.#openBuilder();
    return this.#rollBackOnThrow(() => builder.step());
  }

  /** The scoring with that key; where there is none, it begins. */
  beginScoring(wanted: NewScoring): Scoring {
    return this.#transaction(() => ensureScoring(this.#db, wanted));
  }

  /** All scorings, the oldest first. */
  listScorings(): readonly Scoring[] {
    return listScorings(this.#db);
  }

  showScoring(scoringId: number | undefined): void {
    this.#transaction(() => {
      this.#samples?.showScoring(scoringId);
    });
  }

  /** Writes down what a rule gives now; it holds when a step of the undo list says so. */
  makeSelection(rule: SelectionOptions, madeAtMs: number): StoredSelection {
    return this.#transaction(() => {
      if (this.queries === undefined) throw new Error('a selection was made before the samples were built');
      return this.queries.makeSelection(rule, madeAtMs);
    });
  }

  /**
   * With the scores of a scoring in the columns, and all decisions; `latest`: of the scoring with the newest score. What
   * people made of sentences that are one sample now goes over to that; returned is what was written down for it.
   */
  finishSamples(scoring: number | 'latest' | undefined): readonly ReviewRecord[] {
    const builder = this.#openBuilder();
    return this.#rollBackOnThrow(() => {
      builder.finish();
      builder.close();
      this.#builder = undefined;
      const samples = SampleIndex.open(this.#db);
      samples?.showScoring(scoring === 'latest' ? latestScoringId(this.#db) : scoring);
      samples?.showVerdicts();
      const carried = carryReviews(this.#db, builder.joined);
      const write = (): void => {
        writeRecords(this.#db, carried);
      };
      if (carried.length > 0) samples?.putRecords(carried, write);
      this.#commitLarge();
      this.#samples = samples;
      return carried;
    });
  }

  writeDocuments(documents: readonly Document[]): void {
    const writer = this.#openWriter();
    this.#rollBackOnThrow(() => {
      writer.writeDocuments(documents);
    });
  }

  /** With `samplesFollow` the transaction stays open for `beginSamples`, so that no corpus is ever without samples. */
  finishCorpus(
    issues: readonly DataIssue[],
    sources: readonly StoredSource[],
    { settings = {}, records = [], samplesFollow = false }: CorpusEnd = {},
  ): void {
    const writer = this.#openWriter();
    this.#rollBackOnThrow(() => {
      writer.writeIssues(issues);
      writer.writeSources(sources);
      writer.close();
      for (const [key, value] of Object.entries(settings)) this.#writeSetting(key, value);
      writeRecords(this.#db, records);
      if (!samplesFollow) this.#commitLarge();
      this.#writer = undefined;
      this.#samplesFollow = samplesFollow;
    });
  }

  /** Leaves the corpus as it was before `beginCorpus`. */
  abandonCorpus(): void {
    this.#writer?.close();
    this.#writer = undefined;
    this.#builder?.close();
    this.#builder = undefined;
    this.#samplesFollow = false;
    this.#rollBack();
    logActs(this.#db);
    this.#samples = SampleIndex.open(this.#db);
  }

  /** Puts other issues in place of those of the files. */
  saveIssues(issues: readonly DataIssue[]): void {
    this.#transaction(() => {
      replaceIssues(this.#sqlite, this.#db, issues);
    });
  }

  /** See `readFilesOf`. */
  filesOf(ids: readonly string[]): readonly (string | undefined)[] {
    return readFilesOf(this.#db, ids);
  }

  /** Inserts or replaces; called once per scored batch. */
  saveScores(scores: readonly StoredScore[]): void {
    this.#transaction(() => {
      writeScores(this.#db, scores);
      this.#samples?.putScores(scores);
    });
  }

  readScores(scoringId: number, page: { readonly afterId: number; readonly limit: number }): ScorePage {
    return readScorePage(this.#db, scoringId, page);
  }

  /** Undefined where no such score is on the disk. */
  loadTokenLosses(of: ScoreKey): TokenLosses | undefined {
    return readTokenLosses(this.#db, of);
  }

  /** Inserts or replaces, by question and model. */
  savePredictions(predictions: readonly SamplePrediction[]): void {
    this.#transaction(() => {
      writePredictions(this.#db, predictions);
    });
  }

  /** Those with predictions, the one that predicted last first. */
  listPredictedModels(): readonly PredictedModel[] {
    return listPredictedModels(this.#db);
  }

  /** Applies one step (do, undo or redo) and the changes of the undo and redo lists together. */
  saveStep(records: readonly ReviewRecord[], undo: StackPatch, redo: StackPatch): void {
    this.#transaction(() => {
      const write = (): void => {
        writeRecords(this.#db, records);
      };
      if (this.#samples === undefined) write();
      else this.#samples.putRecords(records, write);
      patchHistory(this.#db, 'undo', undo);
      patchHistory(this.#db, 'redo', redo);
      if (records.some(({ kind }) => kind === 'selection')) this.#queries?.forgetSelection();
    });
  }

  saveSetting(key: string, value: unknown): void {
    this.#transaction(() => {
      this.#writeSetting(key, value);
    });
  }

  #writeSetting(key: string, value: unknown): void {
    // JSON knows no undefined: a setting without a value is no setting.
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) this.#db.exec('DELETE FROM setting WHERE key = ?', { bind: [key] });
    else this.#db.exec('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)', { bind: [key, text] });
  }

  /** Empties the project. */
  clear(): void {
    this.#transaction(() => {
      clearSamples(this.#db);
      const { owner, browserId } = readOwner(this.#db);
      for (const table of ALL_TABLES) this.#db.exec(`DELETE FROM ${table}`);
      // Nothing that copies of the old project hold is known of the new one.
      claimCopy(this.#db, { owner, browserId });
      this.#samples = undefined;
    });
  }

  close(): void {
    if (this.#isWriting()) this.abandonCorpus();
    this.#db.close();
  }

  #isWriting(): boolean {
    return this.#writer !== undefined || this.#builder !== undefined || this.#samplesFollow;
  }

  #openBuilder(): SampleBuilder {
    if (this.#builder === undefined) throw new Error('samples were not begun, or given up after a failure');
    return this.#builder;
  }

  #openWriter(): CorpusWriter {
    if (this.#writer === undefined) throw new Error('documents came before beginCorpus or after a failure');
    return this.#writer;
  }

  #transaction<T>(work: () => T): T {
    if (this.#isWriting()) {
      throw new Error('a call came in while corpus or samples were being written');
    }
    this.#db.exec('BEGIN IMMEDIATE');
    return this.#rollBackOnThrow(() => {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    });
  }

  #rollBackOnThrow<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      this.abandonCorpus();
      throw thrown;
    }
  }

  /** `#commitLarge` or a roll back ends it. */
  #beginLarge(): void {
    leaveLog(this.#db);
    this.#db.exec('BEGIN IMMEDIATE');
  }

  #commitLarge(): void {
    this.#db.exec('COMMIT');
    logActs(this.#db);
  }

  #rollBack(): void {
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // A full disk or an I/O error has rolled back by itself; what the caller has to know is the first error.
    }
  }
}
