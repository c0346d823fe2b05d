import type { Failure } from '../core/failure.ts';

/** A function of the caller that the thread calls; what it returns, or what its promise resolves with, goes back. */
export type Callback = (...args: readonly unknown[]) => unknown;

/**
 * An argument, or a field of an argument that is a plain object, that stays with the caller: a signal whose abort is
 * told to the thread, or a callback.
 */
export interface LivePart {
  readonly kind: 'signal' | 'callback';
  readonly argument: number;
  /** Undefined where the argument itself is the signal or the callback. */
  readonly field: string | undefined;
}

/** How a call, or a callback, ended. */
export type Outcome = { readonly value: unknown } | { readonly failure: Failure };

/** From the caller to the thread. `part` is a place in the call's `parts`. */
export type CallerMessage =
  | {
      readonly kind: 'call';
      readonly callId: number;
      /** The object, by its name among those that are served. */
      readonly of: string;
      readonly method: string;
      /** Without the live parts. */
      readonly args: readonly unknown[];
      readonly parts: readonly LivePart[];
    }
  | { readonly kind: 'abort'; readonly callId: number; readonly part: number }
  | { readonly kind: 'answer'; readonly callId: number; readonly askId: number; readonly outcome: Outcome };

/** From the thread to the caller. */
export type ServerMessage =
  /** A callback is called; one `answer` with the same `askId` follows. */
  | {
      readonly kind: 'ask';
      readonly callId: number;
      readonly askId: number;
      readonly part: number;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'outcome'; readonly callId: number; readonly outcome: Outcome };

/** Either end of a channel: a `Worker`, a `MessagePort`, or `self` in a worker. */
export interface Endpoint {
  postMessage(message: unknown, options: { readonly transfer: Transferable[] }): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

/** Arguments as they can be cloned, and what was taken out of them: `live[n]` belongs to `parts[n]`. */
export function takeOutLive(args: readonly unknown[]): {
  readonly args: readonly unknown[];
  readonly parts: readonly LivePart[];
  readonly live: readonly (AbortSignal | Callback)[];
} {
  const parts: LivePart[] = [];
  const live: (AbortSignal | Callback)[] = [];
  const isTaken = (value: unknown, argument: number, field: string | undefined): boolean => {
    const isSignal = value instanceof AbortSignal;
    if (!isSignal && !isCallback(value)) return false;
    parts.push({ kind: isSignal ? 'signal' : 'callback', argument, field });
    live.push(value);
    return true;
  };
  const cloned = args.map((value, argument) => {
    if (isTaken(value, argument, undefined)) return undefined;
    if (!isPlainObject(value)) return value;
    const entries = Object.entries(value);
    const plain = entries.filter(([field, each]) => !isTaken(each, argument, field));
    return plain.length === entries.length ? value : Object.fromEntries(plain);
  });
  return { args: cloned, parts, live };
}

/** The arguments with something in the place of each live part. */
export function putBackLive(
  args: readonly unknown[],
  parts: readonly LivePart[],
  make: (part: LivePart, index: number) => unknown,
): readonly unknown[] {
  const whole = [...args];
  for (const [index, part] of parts.entries()) {
    const { argument, field } = part;
    const value = whole[argument];
    if (field === undefined) whole[argument] = make(part, index);
    else if (isPlainObject(value)) whole[argument] = { ...value, [field]: make(part, index) };
  }
  return whole;
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
