/** Work that is done one piece after the other, in the order in which it was handed in. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the work does; a piece that fails does not keep the next one from its turn. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    const isOver = (): void => {};
    this.#last = turn.then(isOver, isOver);
    return turn;
  }
}
