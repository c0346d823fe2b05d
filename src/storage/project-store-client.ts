import type { PredictedModel } from './prediction-table.ts';
import type { Document } from '../core/corpus/corpus.ts';
import { portionDocuments } from '../core/corpus/document-portions.ts';
import type { ReviewStep } from '../core/project/review-step.ts';
import type { SamplePrediction } from '../core/samples/sample-prediction.ts';
import { diffStack } from './history-patch.ts';
import type {
  ProjectStore,
  ScoreKey,
  ScoreSummary,
  StorageKind,
  StoredProject,
  StoredScore,
  TokenLosses,
} from './project-store.ts';
import { createProjectShelf, type ProjectShelf } from './project-shelf.ts';
import { StorageConnection, type StorageThread } from './storage-connection.ts';
import type { StorageAnswer, StorageCall } from './storage-protocol.ts';

/** Taking this many abstracts from the other thread stays within a frame. */
const DOCUMENTS_PER_MESSAGE = 100;
const SCORES_PER_MESSAGE = 1000;

/** Starts the database's thread and opens the project in it. Rejects with a `FailureError`. */
export async function openProjectStore(): Promise<{ readonly store: ProjectStore; readonly projects: ProjectShelf }> {
  const worker = new Worker(new URL('./project-db.worker.ts', import.meta.url), {
    type: 'module',
    name: 'bioselect-storage',
  });
  const { store, connection } = await connectStorage(worker);
  return { store, projects: createProjectShelf(connection) };
}

/** The project behind a thread that runs `serveProject`, and the connection that other parts of it share. */
export async function connectStorage(
  thread: StorageThread,
): Promise<{ readonly store: ProjectStore; readonly connection: StorageConnection }> {
  const connection = new StorageConnection(thread);
  const { storage } = await connection.ask({ kind: 'open' }, 'opened');
  return { store: new ThreadedProjectStore(connection, storage), connection };
}

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
      const { documentCount, ...rest } = head;
      const documents: Document[] = [];
      for (let from = 0; from < documentCount; from += DOCUMENTS_PER_MESSAGE) {
        const call: StorageCall = { kind: 'read-documents', from, count: DOCUMENTS_PER_MESSAGE };
        const answer = await this.#connection.ask(call, 'documents');
        documents.push(...answer.documents);
      }
      this.#savedUndo = head.undo;
      this.#savedRedo = head.redo;
      return { ...rest, corpus: { documents } };
    });
  }

  async saveCorpus(...[corpus, issues, sources]: Parameters<ProjectStore['saveCorpus']>): Promise<void> {
    await this.#inTurn(async () => {
      try {
        await this.#tell({ kind: 'begin-corpus' });
        for (const documents of portionDocuments(corpus.documents)) {
          await this.#tell({ kind: 'write-documents', documents });
        }
        await this.#tell({ kind: 'finish-corpus', issues, sources });
      } catch (thrown) {
        // The first failure is the one to report; a thread that is gone has dropped its transaction anyway.
        await this.#tell({ kind: 'abandon-corpus' }).catch(() => undefined);
        throw thrown;
      }
    });
  }

  async saveScores(scores: readonly StoredScore[]): Promise<void> {
    await this.#inTurn(() => this.#tell({ kind: 'save-scores', scores }));
  }

  async loadScores(modelHash: string, variant: string): Promise<readonly ScoreSummary[]> {
    return this.#inTurn(async () => {
      const scores: ScoreSummary[] = [];
      let afterId: number | undefined = 0;
      while (afterId !== undefined) {
        const call: StorageCall = { kind: 'read-scores', modelHash, variant, afterId, limit: SCORES_PER_MESSAGE };
        const { page }: Extract<StorageAnswer, { kind: 'scores' }> = await this.#connection.ask(call, 'scores');
        scores.push(...page.scores);
        afterId = page.nextId;
      }
      return scores;
    });
  }

  async loadTokenLosses(of: ScoreKey): Promise<TokenLosses | undefined> {
    const call: StorageCall = { kind: 'read-token-losses', of };
    const { losses } = await this.#inTurn(() => this.#connection.ask(call, 'token-losses'));
    return losses;
  }

  async latestScoring(): Promise<{ modelHash: string; variant: string } | undefined> {
    const { scoring } = await this.#inTurn(() => this.#connection.ask({ kind: 'latest-scoring' }, 'scoring'));
    return scoring;
  }

  async savePredictions(predictions: readonly SamplePrediction[]): Promise<void> {
    await this.#inTurn(() => this.#tell({ kind: 'save-predictions', predictions }));
  }

  async loadPredictions(modelHash?: string): Promise<readonly SamplePrediction[]> {
    return this.#inTurn(async () => {
      const predictions: SamplePrediction[] = [];
      let of: { readonly modelHash: string | undefined; readonly afterId: number } | undefined;
      of = { modelHash, afterId: 0 };
      while (of !== undefined) {
        const call: StorageCall = { kind: 'read-predictions', ...of, limit: SCORES_PER_MESSAGE };
        const { page }: Extract<StorageAnswer, { kind: 'predictions' }> = await this.#connection.ask(
          call,
          'predictions',
        );
        predictions.push(...page.predictions);
        of = page.nextId === undefined ? undefined : { modelHash: page.modelHash, afterId: page.nextId };
      }
      return predictions;
    });
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
