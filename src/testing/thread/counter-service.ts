import { FailureError } from '../../core/failure.ts';
import { handOver } from '../../thread/transfer.ts';

/** Something to be asked over a channel. */
export class CounterService {
  #count = 0;
  /** What was done, in its order. */
  readonly log: string[] = [];
  #release = (): void => {};

  add(by: number): number {
    this.#count += by;
    return this.#count;
  }

  async addLater(by: number): Promise<number> {
    this.log.push(`begin ${by}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.log.push(`end ${by}`);
    return this.add(by);
  }

  refuse(): never {
    throw new FailureError({ code: 'model-access-denied', url: 'https://example.org', status: 403 });
  }

  break(): never {
    throw new TypeError('not like that');
  }

  /** Adds what it is given until there is no more, and tells of the sum each time. */
  async addAll(next: () => Promise<number | undefined>, { onSum }: { onSum?: (sum: number) => void }): Promise<number> {
    for (;;) {
      const by = await next();
      if (by === undefined) return this.#count;
      this.#count += by;
      onSum?.(this.#count);
    }
  }

  /** Waits until it is told to stop; then it fails, or ends with what it has. */
  async wait(how: 'fail' | 'end', { signal }: { readonly signal?: AbortSignal }): Promise<number> {
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    if (how === 'fail') throw new Error('because it was stopped');
    return this.#count;
  }

  /** Never ends unless released, whatever the signal says. */
  async hang(_signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release();
  }

  /** The same memory, moved back. */
  double(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    for (const [at, byte] of bytes.entries()) bytes[at] = 2 * byte;
    return handOver(bytes, [bytes.buffer]);
  }

  unclonable(): object {
    return { method: () => this.#count };
  }

  /** Ends the thread it runs in. */
  crash(): never {
    setTimeout(() => {
      throw new Error('the thread has crashed');
    });
    throw new Error('about to crash');
  }
}
