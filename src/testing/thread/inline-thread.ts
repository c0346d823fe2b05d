import type { CallerMessage, Endpoint, ServerMessage } from '../../thread/messages.ts';
import type { ThreadEndpoint } from '../../thread/thread-client.ts';

interface AskedCall {
  /** Object and method: "samples.find". */
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A thread that is none: messages are cloned and delivered later, as between real threads. */
export class InlineThread implements ThreadEndpoint {
  onmessage: ThreadEndpoint['onmessage'] = null;
  onmessageerror: ThreadEndpoint['onmessageerror'] = null;
  onerror: NonNullable<ThreadEndpoint['onerror']> | null = null;
  /** What it was asked. */
  readonly calls: AskedCall[] = [];
  isTerminated = false;
  readonly #inside: Endpoint = {
    onmessage: null,
    onmessageerror: null,
    postMessage: (message: ServerMessage, { transfer }) => {
      const data = structuredClone(message, { transfer });
      queueMicrotask(() => {
        if (!this.isTerminated) this.onmessage?.(new MessageEvent('message', { data }));
      });
    },
  };

  /** @param start what the thread does first; it serves the endpoint. */
  constructor(start: (endpoint: Endpoint) => void) {
    start(this.#inside);
  }

  postMessage(message: CallerMessage, { transfer }: { readonly transfer: Transferable[] }): void {
    const data = holdsBlob(message) ? { ...message } : structuredClone(message, { transfer });
    if (data.kind === 'call') this.calls.push({ name: `${data.of}.${data.method}`, args: data.args });
    queueMicrotask(() => {
      if (!this.isTerminated) this.#inside.onmessage?.(new MessageEvent('message', { data }));
    });
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

/** Files cannot be changed, so both sides may have the same one; Node cannot clone those of a test's page. */
function holdsBlob(value: unknown): boolean {
  if (value instanceof Blob) return true;
  if (Array.isArray(value)) return value.some(holdsBlob);
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some(holdsBlob);
}
