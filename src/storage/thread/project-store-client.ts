import type { ScoreKey } from '../../core/ifd/score-summary.ts';
import type { NewScoring, Scoring } from '../../core/ifd/scoring.ts';
import type { Corpus, Document } from '../../core/corpus/corpus.ts';
import { portionDocuments } from '../../core/corpus/document-portions.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord, ReviewStep } from '../../core/merge/review-step.ts';
import type { SamplePrediction } from '../../core/samples/sample-prediction.ts';
import { diffStack } from '../tables/history-patch.ts';
import type {
  ProjectStore,
  StorageKind,
  StoredProject,
  StoredScore,
  TokenLosses,
  PredictedModel,
} from '../contract/project-store.ts';
import { createProjectShelf, type ProjectShelf } from './project-shelf.ts';
import { createSampleStore, makeSamples, type SampleStore } from './sample-store.ts';
import { StorageConnection, type StorageThread } from './storage-connection.ts';
import type { StorageAnswer, StorageCall } from './storage-protocol.ts';

/** Taking this many abstracts from the other thread stays within a frame. */
const DOCUMENTS_PER_MESSAGE = 100;

/** What is looked up at once. */
const IDS_PER_MESSAGE = 20_000;

/** Starts the database's thread and opens the project in it. Rejects with a `FailureError`. */
export async function openProjectStore(): Promise<{
  readonly store: ProjectStore;
  readonly samples: SampleStore;
  readonly projects: ProjectShelf;
}> {
  const worker = new Worker(new URL('./project-db.worker.ts', import.meta.url), {
    type: 'module',
    name: 'bioselect-storage',
  });
  const { store, connection } = await connectStorage(worker);
  return { store, samples: createSampleStore(connection), projects: createProjectShelf(connection) };
}

/** The project behind a thread that runs `serveProject`, and the connection that other parts of it share. */
export async function connectStorage(
  thread: StorageThread,
): Promise<{ readonly store: ProjectStore; readonly connection: StorageConnection }> {
  const connection = new StorageConnection(thread);
  const { storage } = await connection.ask({ kind: 'open' }, 'opened');
  return { store: new ThreadedProjectStore(connection, storage), connection };
}

type DocumentsAnswer = Extract<StorageAnswer, { kind: 'documents' }>;

class ThreadedProjectStore implements ProjectStore {
  readonly storage: StorageKind;
  readonly #connection: StorageConnection;
  #savedUndo: readonly ReviewStep[] = [];
  #savedRedo: readonly ReviewStep[] = [];

  constructor(connection: StorageConnection, storage: StorageKind) {
    this.#connection = connection;
    this.storage = storage;
  }

  async loadProject(): Promise<StoredProject> {
    return this.#inTurn(async () => {
      const { head } = await this.#connection.ask({ kind: 'read-head' }, 'head');
      this.#savedUndo = head.undo;
      this.#savedRedo = head.redo;
      return head;
    });
  }

  async loadCorpus(): Promise<Corpus> {
    return this.#inTurn(async () => {
      const documents: Document[] = [];
      for (let from: number | undefined = 0; from !== undefined;) {
        const call: StorageCall = { kind: 'read-documents', from, count: DOCUMENTS_PER_MESSAGE };
        const answer: DocumentsAnswer = await this.#connection.ask(call, 'documents');
        documents.push(...answer.documents);
        from = answer.nextFrom;
      }
      return { documents };
    });
  }

  async saveCorpus(
    ...[corpus, { issues, sources }, { settings, records = [], ...how }]: Parameters<ProjectStore['saveCorpus']>
  ): Promise<readonly ReviewRecord[]> {
    return this.#inTurn(async () => {
      try {
        await this.#tell({ kind: 'begin-corpus' });
        for (const documents of portionDocuments(corpus.documents)) {
          await this.#tell({ kind: 'write-documents', documents });
        }
        await this.#tell({ kind: 'finish-corpus', issues, sources, end: { settings, records, samplesFollow: true } });
      } catch (thrown) {
        // The first failure is the one to report; a thread that is gone has dropped its transaction anyway.
        await this.#tell({ kind: 'abandon-corpus' }).catch(() => undefined);
        throw thrown;
      }
      return makeSamples(this.#connection, how);
    });
  }

  async saveIssues(issues: readonly DataIssue[]): Promise<void> {
    await this.#inTurn(() => this.#tell({ kind: 'save-issues', issues }));
  }

  async filesOf(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    const files: (string | undefined)[] = [];
    for (let from = 0; from < ids.length; from += IDS_PER_MESSAGE) {
      const call: StorageCall = { kind: 'files-of', ids: ids.slice(from, from + IDS_PER_MESSAGE) };
      files.push(...(await this.#inTurn(() => this.#connection.ask(call, 'files'))).files);
    }
    return files;
  }

  async saveScores(scores: readonly StoredScore[]): Promise<void> {
    await this.#inTurn(() => this.#tell({ kind: 'save-scores', scores }));
  }

  async loadTokenLosses(of: ScoreKey): Promise<TokenLosses | undefined> {
    const call: StorageCall = { kind: 'read-token-losses', of };
    const { losses } = await this.#inTurn(() => this.#connection.ask(call, 'token-losses'));
    return losses;
  }

  async beginScoring(wanted: NewScoring): Promise<Scoring> {
    const call: StorageCall = { kind: 'begin-scoring', wanted };
    const { scoring } = await this.#inTurn(() => this.#connection.ask(call, 'scoring'));
    return scoring;
  }

  async listScorings(): Promise<readonly Scoring[]> {
    const { scorings } = await this.#inTurn(() => this.#connection.ask({ kind: 'list-scorings' }, 'scorings'));
    return scorings;
  }

  async savePredictions(predictions: readonly SamplePrediction[]): Promise<void> {
    await this.#inTurn(() => this.#tell({ kind: 'save-predictions', predictions }));
  }

  async listPredictedModels(): Promise<readonly PredictedModel[]> {
    const call: StorageCall = { kind: 'list-predicted-models' };
    const { models } = await this.#inTurn(() => this.#connection.ask(call, 'predicted-models'));
    return models;
  }

  async saveStep(...[records, undo, redo]: Parameters<ProjectStore['saveStep']>): Promise<void> {
    await this.#inTurn(async () => {
      await this.#tell({
        kind: 'save-step',
        records,
        undo: diffStack(this.#savedUndo, undo),
        redo: diffStack(this.#savedRedo, redo),
      });
      this.#savedUndo = undo;
      this.#savedRedo = redo;
    });
  }

  async saveSetting(key: string, value: unknown): Promise<void> {
    await this.#inTurn(() => this.#tell({ kind: 'save-setting', key, value }));
  }

  async clear(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#tell({ kind: 'clear' });
      this.#savedUndo = [];
      this.#savedRedo = [];
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#tell({ kind: 'close' }));
    this.#connection.close();
  }

  async #tell(call: StorageCall): Promise<void> {
    await this.#connection.ask(call, 'done');
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#connection.inTurn(work);
  }
}
