import type { AnswerWriting } from './answer-writing.ts';
import {
  beginHypothesis,
  chooseTokens,
  extendHypothesis,
  meanLogProbability,
  type Choice,
  type Hypothesis,
} from './hypothesis.ts';

export interface SearchOptions {
  readonly writing: AnswerWriting;
  /** Hypotheses kept; 1 is greedy. */
  readonly width: number;
  /** Tokens that an answer may have. */
  readonly maxTokens: number;
}

/**
 * Logits closer than this may change places between one batch and another: sums are rounded in another order. Measured
 * differences of f32 models are below 1e-4.
 */
const NEAR_TIE = 1e-3;

/** Beam search for one answer; the caller runs the model. Width 1 is greedy decoding. */
export class AnswerSearch {
  /** Hypotheses to go on with, best first. None when the search is over. */
  live: readonly Hypothesis[];
  readonly #options: SearchOptions;
  #closed: readonly Hypothesis[] = [];

  constructor(options: SearchOptions, row: number) {
    this.#options = options;
    this.live = [beginHypothesis(options.writing, row)];
  }

  /**
   * Goes on by one token.
   *
   * @param logits after each live hypothesis, f32 [vocab].
   * @param decide logits of a hypothesis by itself, asked for when `logits` leave its best token in doubt, so that a
   * greedy answer does not depend on what else was in the batch.
   */
  async grow(
    logits: readonly Float32Array[],
    decide: (hypothesis: Hypothesis) => Promise<Float32Array>,
  ): Promise<void> {
    const { writing, width, maxTokens } = this.#options;
    const grown: Hypothesis[] = [];
    for (const [index, hypothesis] of this.live.entries()) {
      const allowed = writing.allowed(hypothesis.state);
      let choices = chooseTokens(logits[index] ?? new Float32Array(), allowed, Math.max(2, width));
      if (width === 1 && isNearTie(choices)) choices = chooseTokens(await decide(hypothesis), allowed, 1);
      for (const choice of choices.slice(0, width)) grown.push(extendHypothesis(writing, hypothesis, choice));
    }
    const best = grown.toSorted((a, b) => b.logProbability - a.logProbability);
    // An answer that ends counts only if it is among the best; the places of the others stay for those that go on.
    const ended = best.slice(0, width).filter(({ state }) => state.isDone);
    this.#closed = [...this.#closed, ...ended].toSorted(byMean).slice(0, width);
    this.live = best.filter(({ state }) => !state.isDone).slice(0, width);
    const [first] = this.live;
    if (first === undefined || this.#isSettled(first) || first.ids.length >= maxTokens) this.finish();
  }

  /** Ends the search: what has not closed by now is not an answer, unless there is no other. */
  finish(): void {
    if (this.#closed.length === 0) this.#closed = this.live.toSorted(byMean);
    this.live = [];
  }

  /** The answers found, best first, by mean ln p of their tokens; one that is not done was cut. */
  get found(): readonly Hypothesis[] {
    return this.#closed.length > 0 ? this.#closed : this.live;
  }

  /** Enough have ended, and the best that has not is no better than they are. */
  #isSettled(best: Hypothesis): boolean {
    const worst = this.#closed[this.#options.width - 1];
    return worst !== undefined && (this.#options.width === 1 || meanLogProbability(best) <= meanLogProbability(worst));
  }
}

function byMean(a: Hypothesis, b: Hypothesis): number {
  return meanLogProbability(b) - meanLogProbability(a);
}

function isNearTie([best, second]: readonly Choice[]): boolean {
  return best !== undefined && second !== undefined && best.logProbability - second.logProbability < NEAR_TIE;
}
