import type { Document } from '../core/corpus/corpus.ts';
import type { ScoreKey } from '../core/ifd/score-summary.ts';
import type { NewScoring, Scoring } from '../core/ifd/scoring.ts';
import type { DataIssue } from '../core/issue.ts';
import type { ReviewRecord } from '../core/project/review-step.ts';
import type { BuildOptions, ListedScoring } from '../core/project/sample-answers.ts';
import type { SamplePrediction } from '../core/samples/sample-prediction.ts';
import type { DiskService } from './disk-service.ts';
import type { StackPatch } from './history-patch.ts';
import { makeSamples } from './make-samples.ts';
import type { PredictedModel } from './prediction-table.ts';
import type { ProjectDb } from './project-db.ts';
import type { StoredProject, StoredScore, StoredSource, TokenLosses } from './project-store.ts';

/** Taking this many abstracts from the other thread stays within a frame. */
const DOCUMENTS_PER_PORTION = 100;

/** How a corpus is saved: with what settings, and how its samples are made. */
export type SaveOptions = BuildOptions & { readonly settings: Readonly<Record<string, unknown>> };

/** What the page asks of the open project. Each call that changes it is one transaction. */
export class ProjectService {
  readonly #disk: DiskService;

  constructor(disk: DiskService) {
    this.#disk = disk;
  }

  loadProject(): StoredProject {
    return this.#db.readHead();
  }

  /** All documents as they were imported, in portions; the next is read when one was taken. */
  async loadCorpus(onDocuments: (documents: readonly Document[]) => unknown): Promise<void> {
    for (let from: number | undefined = 0; from !== undefined;) {
      const { documents, nextFrom }: ReturnType<ProjectDb['readDocuments']> = this.#db.readDocuments(
        from,
        DOCUMENTS_PER_PORTION,
      );
      await onDocuments(documents);
      from = nextFrom;
    }
  }

  /**
   * Replaces the corpus and its issues and makes its samples; what was decided, noted and edited stays, since what it
   * is about may come back. Resolves with what was written down because sentences have become one sample.
   *
   * @param nextDocuments the next portion; undefined behind the last.
   */
  async saveCorpus(
    nextDocuments: () => Promise<readonly Document[] | undefined>,
    { issues, sources }: { readonly issues: readonly DataIssue[]; readonly sources: readonly StoredSource[] },
    { settings, ...how }: SaveOptions,
  ): Promise<readonly ReviewRecord[]> {
    const db = this.#db;
    db.beginCorpus();
    try {
      for (;;) {
        const documents = await nextDocuments();
        if (documents === undefined) break;
        db.writeDocuments(documents);
      }
      db.finishCorpus(issues, sources, { settings, samplesFollow: true });
      return makeSamples(db, how);
    } catch (thrown) {
      db.abandonCorpus();
      throw thrown;
    }
  }

  /** Puts other issues in place of those of the files. */
  saveIssues(issues: readonly DataIssue[]): void {
    this.#db.saveIssues(issues);
  }

  /** The files that document or sample ids are of; undefined where no such document is there. */
  filesOf(ids: readonly string[]): readonly (string | undefined)[] {
    return this.#db.filesOf(ids);
  }

  /** Inserts or replaces; called once per scored batch. */
  saveScores(scores: readonly StoredScore[]): void {
    this.#db.saveScores(scores);
  }

  /** Undefined where no such score is on the disk. */
  loadTokenLosses(of: ScoreKey): TokenLosses | undefined {
    return this.#db.readTokenLosses(of);
  }

  /** The scoring with that key; where there is none, it begins. */
  beginScoring(wanted: NewScoring): Scoring {
    return this.#db.beginScoring(wanted);
  }

  /** All scorings, the oldest first. */
  listScorings(): readonly ListedScoring[] {
    return this.#db.listScorings();
  }

  /** Inserts or replaces, by question and model. */
  savePredictions(predictions: readonly SamplePrediction[]): void {
    this.#db.savePredictions(predictions);
  }

  /** Those with predictions, the one that predicted last first. */
  listPredictedModels(): readonly PredictedModel[] {
    return this.#db.listPredictedModels();
  }

  /** Applies one step (do, undo or redo) and the changes of the undo and redo lists together. */
  saveStep(records: readonly ReviewRecord[], undo: StackPatch, redo: StackPatch): void {
    this.#db.saveStep(records, undo, redo);
  }

  saveSetting(key: string, value: unknown): void {
    this.#db.saveSetting(key, value);
  }

  /** Empties the project. */
  clear(): void {
    this.#db.clear();
  }

  get #db(): ProjectDb {
    return this.#disk.library.current;
  }
}
