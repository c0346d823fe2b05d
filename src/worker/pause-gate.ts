import { takeMessages } from './take-messages.ts';

/** Between the batches of a run: holds it while the gate is closed. */
export class PauseGate {
  #closed: Promise<void> | undefined;
  #release = (): void => {};
  #waiting: (() => void)[] = [];

  /** Awaited between batches: takes the messages that have come, and holds while the gate is closed. */
  readonly pass = async (handOut: () => Promise<void>): Promise<void> => {
    await takeMessages();
    while (this.#closed !== undefined) {
      await handOut();
      this.#tellWaiting();
      await this.#closed;
    }
  };

  /** Resolves when the run stands before the closed gate, with all handed out that it had done, or the gate is open. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#release = resolve;
    });
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  open(): void {
    this.#closed = undefined;
    this.#release();
    this.#tellWaiting();
  }

  #tellWaiting(): void {
    for (const tell of this.#waiting) tell();
    this.#waiting = [];
  }
}
