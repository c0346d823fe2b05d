import { type Failure, FailureError, toFailure } from '../../core/failure.ts';
import type { StorageAnswer, StorageCall, StorageReply, StorageRequest } from './storage-protocol.ts';

/** A `Worker`, or what stands in for it. */
export interface StorageThread {
  postMessage(request: StorageRequest): void;
  onmessage: ((event: MessageEvent<StorageReply>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/**
 * The page's side of the storage thread. Calls of several messages must not mix, nor may two changes of the history
 * start from the same list: `inTurn` is the one queue of all.
 */
export class StorageConnection {
  readonly #thread: StorageThread;
  readonly #pending = new Map<number, { resolve(answer: StorageAnswer): void; reject(thrown: FailureError): void }>();
  #broken: Failure | undefined;
  #requestCount = 0;
  #last: Promise<unknown> = Promise.resolve();

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

  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
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
