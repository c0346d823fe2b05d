import type { Document } from '../core/corpus/corpus.ts';
import { type Failure, FailureError, toFailure } from '../core/failure.ts';
import { diffStack } from './history-patch.ts';
import type {
  DecisionStep,
  ProjectStore,
  ScoreKey,
  ScoreSummary,
  StorageKind,
  StoredProject,
  StoredScore,
  TokenLosses,
} from './project-store.ts';
import type { StorageAnswer, StorageCall, StorageReply, StorageRequest } from './storage-protocol.ts';

/** A `Worker`, or what stands in for it. */
export interface StorageThread {
  postMessage(request: StorageRequest): void;
  onmessage: ((event: MessageEvent<StorageReply>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

export interface ProjectStoreOptions {
  /** Asks the browser to keep the data under storage pressure; called once, after the first corpus was saved. */
  readonly requestPersistence?: () => Promise<unknown>;
}

/** Cloning this many for the other thread stays within a frame. */
const DOCUMENTS_PER_MESSAGE = 250;
const SCORES_PER_MESSAGE = 1000;

/** Starts the database's thread and opens the project in it. Rejects with a `FailureError`. */
export async function openProjectStore(): Promise<ProjectStore> {
  const worker = new Worker(new URL('./project-db.worker.ts', import.meta.url), {
    type: 'module',
    name: 'bioselect-storage',
  });
  const requestPersistence = async (): Promise<unknown> => {
    if (!(await navigator.storage.persisted())) return navigator.storage.persist();
    return true;
  };
  return connectProjectStore(worker, { requestPersistence });
}

/** The project behind a thread that runs `serveProject`. */
export async function connectProjectStore(
  thread: StorageThread,
  options: ProjectStoreOptions = {},
): Promise<ProjectStore> {
  const connection = new Connection(thread);
  const { storage } = await connection.ask({ kind: 'open' }, 'opened');
  return new ThreadedProjectStore(connection, { storage, ...options });
}

class Connection {
  readonly #thread: StorageThread;
  readonly #pending = new Map<number, { resolve(answer: StorageAnswer): void; reject(thrown: FailureError): void }>();
  #broken: Failure | undefined;
  #requestCount = 0;

  constructor(thread: StorageThread) {
    this.#thread = thread;
    thread.onmessage = ({ data }) => {
      this.#settle(data);
    };
    thread.onmessageerror = () => {
      this.#break({ code: 'storage-unavailable', detail: 'a message of the storage thread could not be read' });
    };
    thread.onerror = (event) => {
      this.#break({ code: 'storage-unavailable', detail: event.message || 'the storage thread could not be started' });
    };
  }

  /** One call; the answer has to be of the kind that belongs to it. */
  async ask<K extends StorageAnswer['kind']>(call: StorageCall, kind: K): Promise<Extract<StorageAnswer, { kind: K }>> {
    const answer = await this.#send(call);
    if (answer.kind === 'failed') throw new FailureError(answer.failure);
    if (!isAnswer(answer, kind)) throw new Error(`${call.kind} was answered by ${answer.kind} instead of ${kind}`);
    return answer;
  }

  close(): void {
    this.#break({ code: 'storage-unavailable', detail: 'the project was closed' });
    this.#thread.terminate();
  }

  async #send(call: StorageCall): Promise<StorageAnswer> {
    if (this.#broken !== undefined) throw new FailureError(this.#broken);
    const requestId = this.#requestCount++;
    return new Promise((resolve, reject) => {
      this.#pending.set(requestId, { resolve, reject });
      try {
        this.#thread.postMessage({ requestId, call });
      } catch (thrown) {
        this.#pending.delete(requestId);
        reject(new FailureError(toFailure(thrown)));
      }
    });
  }

  #settle(reply: StorageReply): void {
    this.#pending.get(reply.requestId)?.resolve(reply.answer);
    this.#pending.delete(reply.requestId);
  }

  /** From here on nothing is saved any more, and every caller learns of it. */
  #break(failure: Failure): void {
    this.#broken ??= failure;
    for (const waiting of this.#pending.values()) waiting.reject(new FailureError(failure));
    this.#pending.clear();
  }
}

function isAnswer<K extends StorageAnswer['kind']>(
  answer: StorageAnswer,
  kind: K,
): answer is Extract<StorageAnswer, { kind: K }> {
  return answer.kind === kind;
}

class ThreadedProjectStore implements ProjectStore {
  readonly storage: StorageKind;
  readonly #connection: Connection;
  readonly #requestPersistence: (() => Promise<unknown>) | undefined;
  #hasAskedToPersist = false;
  #savedUndo: readonly DecisionStep[] = [];
  #savedRedo: readonly DecisionStep[] = [];
  /** Calls of several messages must not mix, nor may two changes of the history start from the same list. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, options: ProjectStoreOptions & { readonly storage: StorageKind }) {
    this.#connection = connection;
    this.storage = options.storage;
    this.#requestPersistence = options.requestPersistence;
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
        for (let from = 0; from < corpus.documents.length; from += DOCUMENTS_PER_MESSAGE) {
          const documents = corpus.documents.slice(from, from + DOCUMENTS_PER_MESSAGE);
          await this.#tell({ kind: 'write-documents', documents });
        }
        await this.#tell({ kind: 'finish-corpus', issues, sources });
      } catch (thrown) {
        // The first failure is the one to report; a thread that is gone has dropped its transaction anyway.
        await this.#tell({ kind: 'abandon-corpus' }).catch(() => undefined);
        throw thrown;
      }
    });
    if (corpus.documents.length > 0) this.#askToPersist();
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

  async saveDecisionStep(...[changes, undo, redo]: Parameters<ProjectStore['saveDecisionStep']>): Promise<void> {
    await this.#inTurn(async () => {
      await this.#tell({
        kind: 'save-decision-step',
        changes,
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
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #askToPersist(): void {
    if (this.#hasAskedToPersist || this.#requestPersistence === undefined) return;
    this.#hasAskedToPersist = true;
    // A refusal changes nothing here: the data is on disk and the browser may evict it only under pressure.
    this.#requestPersistence().catch(() => undefined);
  }
}
