import { type Failure, FailureError, toFailure } from '../core/failure.ts';
import {
  type Callback,
  type CallerMessage,
  type Endpoint,
  type Outcome,
  type ServerMessage,
  takeOutLive,
} from './messages.ts';
import { type Asked, createRemotes, type Remotes } from './remote.ts';
import { transferOf } from './transfer.ts';

/** A `Worker`, or a port to one; what a port lacks does not happen to it. */
export interface ThreadEndpoint extends Endpoint {
  onerror?: ((event: ErrorEvent) => void) | null;
  terminate?(): void;
  close?(): void;
}

export interface ThreadOptions {
  /** For messages: "the storage thread". */
  readonly name: string;
  /** What the end of a thread that broke is for the calls that wait for it. */
  readonly broken: (detail: string) => Failure;
  /** False: with its thread the client is over. True: the next call starts another thread. */
  readonly restarts: boolean;
  /**
   * How long a call may go on that was aborted, in milliseconds. Where it does not end by then, the thread is ended, and
   * all that waits for it is cancelled. What is asked meanwhile waits. Without it an aborted call ends when it ends.
   */
  readonly patienceMs?: number;
}

interface PendingCall {
  readonly live: readonly (AbortSignal | Callback)[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (thrown: FailureError) => void;
}

/**
 * The page's side of a thread that runs `serve`: starts it when it is first asked something, and rejects what waits when
 * it breaks.
 */
export class ThreadClient<S extends object> {
  readonly remote: Remotes<S>;
  readonly #start: () => ThreadEndpoint;
  readonly #options: ThreadOptions;
  readonly #pending = new Map<number, PendingCall>();
  /** Calls that were aborted and are not over, where patience with them has an end. */
  readonly #aborting = new Set<Promise<void>>();
  #endpoint: ThreadEndpoint | undefined;
  #end: Failure | undefined;
  #callCount = 0;

  constructor(start: () => ThreadEndpoint, options: ThreadOptions) {
    this.#start = start;
    this.#options = options;
    this.remote = createRemotes<S>((...asked) => this.call(...asked));
  }

  get isRunning(): boolean {
    return this.#endpoint !== undefined;
  }

  /** Ends the thread; what waits for it rejects with that failure. */
  stop(failure: Failure): void {
    const endpoint = this.#endpoint;
    this.#endpoint = undefined;
    if (!this.#options.restarts) this.#end ??= failure;
    if (endpoint !== undefined) {
      endpoint.onmessage = null;
      endpoint.terminate?.();
      endpoint.close?.();
    }
    for (const { reject } of this.#pending.values()) reject(new FailureError(failure));
    this.#pending.clear();
  }

  /** A method of an object that the thread serves; `remote` is the typed way to it. */
  async call(...[of, method, args]: Asked): Promise<unknown> {
    // What is asked now is not to be lost with a thread that may have to be ended.
    while (this.#aborting.size > 0) await Promise.all(this.#aborting);
    const taken = takeOutLive(args);
    if (taken.live.some((each) => each instanceof AbortSignal && each.aborted)) {
      throw new FailureError({ code: 'cancelled' });
    }
    const callId = this.#callCount++;
    const settled = new Promise<unknown>((resolve, reject) => {
      const endpoint = this.#openEndpoint();
      this.#pending.set(callId, { live: taken.live, resolve, reject });
      const { parts } = taken;
      const message: CallerMessage = { kind: 'call', callId, of, method, args: taken.args, parts };
      endpoint.postMessage(message, { transfer: transferOf(...args) });
    });
    const stopListening = this.#listenForAborts(callId, taken.live);
    try {
      return await settled;
    } catch (thrown) {
      throw thrown instanceof FailureError ? thrown : new FailureError(toFailure(thrown));
    } finally {
      stopListening();
      this.#pending.delete(callId);
    }
  }

  #listenForAborts(callId: number, live: readonly unknown[]): () => void {
    const signals = live.flatMap((each, part) => (each instanceof AbortSignal ? [{ signal: each, part }] : []));
    const { patienceMs } = this.#options;
    let onOver = (): void => {};
    const over = new Promise<void>((resolve) => {
      onOver = resolve;
    });
    let patience: ReturnType<typeof setTimeout> | undefined;
    const listened = signals.map(({ signal, part }) => {
      const abort = (): void => {
        this.#post({ kind: 'abort', callId, part });
        if (patienceMs === undefined) return;
        this.#aborting.add(over);
        patience ??= setTimeout(() => this.stop({ code: 'cancelled' }), patienceMs);
      };
      signal.addEventListener('abort', abort);
      return () => signal.removeEventListener('abort', abort);
    });
    return () => {
      for (const stop of listened) stop();
      clearTimeout(patience);
      this.#aborting.delete(over);
      onOver();
    };
  }

  #openEndpoint(): ThreadEndpoint {
    if (this.#end !== undefined) throw new FailureError(this.#end);
    if (this.#endpoint !== undefined) return this.#endpoint;
    const { name, broken } = this.#options;
    const endpoint = this.#start();
    endpoint.onmessage = ({ data }: MessageEvent<ServerMessage>) => {
      if (data.kind === 'outcome') this.#settle(data.callId, data.outcome);
      else void this.#answer(data);
    };
    endpoint.onmessageerror = () => this.stop(broken(`a message of ${name} could not be read`));
    endpoint.onerror = ({ message }) => this.stop(broken(message || `${name} could not be started`));
    this.#endpoint = endpoint;
    return endpoint;
  }

  #settle(callId: number, outcome: Outcome): void {
    const pending = this.#pending.get(callId);
    if ('failure' in outcome) pending?.reject(new FailureError(outcome.failure));
    else pending?.resolve(outcome.value);
  }

  /** Calls a callback; where that fails, the call it belongs to has failed. */
  async #answer({ callId, askId, part, args }: Extract<ServerMessage, { kind: 'ask' }>): Promise<void> {
    const pending = this.#pending.get(callId);
    const callback = pending?.live[part];
    if (typeof callback !== 'function') return;
    try {
      const value = await callback(...args);
      this.#post({ kind: 'answer', callId, askId, outcome: { value } }, transferOf(value));
    } catch (thrown) {
      const failure = toFailure(thrown);
      pending?.reject(new FailureError(failure));
      this.#post({ kind: 'answer', callId, askId, outcome: { failure } });
    }
  }

  #post(message: CallerMessage, transfer: Transferable[] = []): void {
    this.#endpoint?.postMessage(message, { transfer });
  }
}
