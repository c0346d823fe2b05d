import { type Failure, FailureError, toFailure } from '../core/failure.ts';
import {
  type Callback,
  type CallerMessage,
  type Endpoint,
  type Outcome,
  putBackLive,
  type ServerMessage,
} from './messages.ts';
import type { Served } from './remote.ts';
import { transferOf } from './transfer.ts';
import type { Turns } from './turns.ts';

export interface ServeOptions {
  /** With it calls are done one after the other; several channels may share one queue. */
  readonly turns?: Turns;
  /** What something thrown by a method is for the caller. */
  readonly toFailure?: (thrown: unknown) => Failure | Promise<Failure>;
}

/**
 * The thread's side of a channel: calls methods of objects as `ThreadClient` asks for them, by the names of the objects.
 * A method takes its arguments as clones; a signal among them is aborted when the caller's is, and a callback returns a
 * promise of what the caller's returns. A method that throws once its signal was aborted has failed as cancelled.
 */
export function serve(endpoint: Endpoint, served: Served, options: ServeOptions = {}): void {
  const running = new Map<number, ServedCall>();

  const end = (callId: number, outcome: Outcome): void => {
    running.delete(callId);
    const post = (message: ServerMessage, transfer: Transferable[]) => endpoint.postMessage(message, { transfer });
    try {
      post({ kind: 'outcome', callId, outcome }, 'value' in outcome ? transferOf(outcome.value) : []);
    } catch (thrown) {
      // What cannot be cloned.
      post({ kind: 'outcome', callId, outcome: { failure: toFailure(thrown) } }, []);
    }
  };

  const start = (message: Extract<CallerMessage, { kind: 'call' }>): void => {
    const { callId } = message;
    const call = new ServedCall(endpoint, message);
    running.set(callId, call);
    const work = async (): Promise<unknown> => call.perform(served);
    (options.turns === undefined ? work() : options.turns.run(work))
      .then(
        (value) => ({ value }),
        async (thrown: unknown) => ({
          failure: call.isAborted ? ({ code: 'cancelled' } as const) : await (options.toFailure ?? toFailure)(thrown),
        }),
      )
      .then(
        (outcome) => end(callId, outcome),
        (thrown: unknown) => end(callId, { failure: toFailure(thrown) }),
      );
  };

  endpoint.onmessage = ({ data }: MessageEvent<CallerMessage>) => {
    switch (data.kind) {
      case 'call':
        return start(data);
      case 'abort':
        return running.get(data.callId)?.abort(data.part);
      case 'answer':
        return running.get(data.callId)?.answer(data.askId, data.outcome);
      default:
        return data satisfies never;
    }
  };
  endpoint.onmessageerror = () => {
    // Nobody knows which call it was: as an error of the worker it reaches all that wait.
    throw new Error('a message to the thread could not be read');
  };
}

/** A call under way, or waiting for its turn. */
class ServedCall {
  readonly #endpoint: Endpoint;
  readonly #message: Extract<CallerMessage, { kind: 'call' }>;
  readonly #signals = new Map<number, AbortController>();
  readonly #asked = new Map<number, { resolve(value: unknown): void; reject(thrown: FailureError): void }>();
  readonly #args: readonly unknown[];
  #askCount = 0;

  constructor(endpoint: Endpoint, message: Extract<CallerMessage, { kind: 'call' }>) {
    this.#endpoint = endpoint;
    this.#message = message;
    this.#args = putBackLive(message.args, message.parts, ({ kind }, part) => {
      if (kind === 'callback') return this.#callback(part);
      const controller = new AbortController();
      this.#signals.set(part, controller);
      return controller.signal;
    });
  }

  get isAborted(): boolean {
    return [...this.#signals.values()].some(({ signal }) => signal.aborted);
  }

  perform(served: Served): unknown {
    if (this.isAborted) throw new FailureError({ code: 'cancelled' });
    const { of, method } = this.#message;
    const object = served[of];
    const target: unknown = typeof object === 'function' ? object() : object;
    const called: unknown = typeof target === 'object' && target !== null ? Reflect.get(target, method) : undefined;
    if (typeof called !== 'function') throw new Error(`the thread has no ${of}.${method}`);
    return Reflect.apply(called, target, this.#args);
  }

  abort(part: number): void {
    this.#signals.get(part)?.abort();
  }

  answer(askId: number, outcome: Outcome): void {
    const asked = this.#asked.get(askId);
    this.#asked.delete(askId);
    if ('failure' in outcome) asked?.reject(new FailureError(outcome.failure));
    else asked?.resolve(outcome.value);
  }

  #callback(part: number): Callback {
    const { callId } = this.#message;
    return (...args) => {
      const askId = this.#askCount++;
      const answered = new Promise<unknown>((resolve, reject) => {
        this.#asked.set(askId, { resolve, reject });
      });
      // With its callback the call has failed for the caller: a method that does not wait for it need not know.
      answered.catch(() => {});
      const message: ServerMessage = { kind: 'ask', callId, askId, part, args };
      this.#endpoint.postMessage(message, { transfer: transferOf(...args) });
      return answered;
    };
  }
}
