import { createParseHandler } from '../../worker/parse-handler.ts';
import type { ParsePort } from '../../worker/parse-client.ts';
import type { ParseRequest } from '../../worker/parse-protocol.ts';

/** The corpus's thread without a thread: messages are cloned and delivered later, as between real ones. */
export class InlineParsePort implements ParsePort {
  onmessage: ParsePort['onmessage'] = null;
  onmessageerror: ParsePort['onmessageerror'] = null;
  onerror: ParsePort['onerror'] = null;
  readonly requests: ParseRequest[] = [];
  #isTerminated = false;
  readonly #handle = createParseHandler((reply) => {
    const data = structuredClone(reply);
    queueMicrotask(() => {
      if (!this.#isTerminated) this.onmessage?.(new MessageEvent('message', { data }));
    });
  });

  postMessage(request: ParseRequest): void {
    const cloned = cloneRequest(request);
    this.requests.push(cloned);
    queueMicrotask(() => {
      if (!this.#isTerminated) this.#handle(cloned);
    });
  }

  terminate(): void {
    this.#isTerminated = true;
  }
}

/** Files cannot be changed, so both sides may have the same one; Node cannot clone those of a test's page. */
function cloneRequest({ requestId, call }: ParseRequest): ParseRequest {
  return call.kind === 'add' || call.kind === 'peek'
    ? { requestId, call: { ...call } }
    : structuredClone({ requestId, call });
}
