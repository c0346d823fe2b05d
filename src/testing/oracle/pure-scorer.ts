import { FailureError } from '../../core/failure.ts';
import type { UnscoredReason } from '../../core/ifd/ifd.ts';
import type { ScoredSample } from '../../core/ifd/scored-sample.ts';
import type { ScorerClient } from '../../worker/scorer-protocol.ts';
import { FakeScorer } from '../studio/fake-scorer.ts';

/** What a model says of a content: its IFD, or why there is none. */
export type Said = { readonly ifd: number } | { readonly reason: UnscoredReason };

/** Contents that a scorer hands out at once. */
export const BATCH = 3;

/** A function of model and text alone. Few different numbers, so that ranks have ties; some at or over 1. */
export function pureScore(model: string, prompt: string, answer: string): Said {
  if (answer === '[]') return { reason: 'one-token-answer' };
  let mixed = 17;
  for (const character of JSON.stringify([model, prompt, answer])) {
    mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  const drawn = (mixed >>> 8) % 14;
  return drawn === 13 ? { reason: 'prompt-too-long' } : { ifd: (drawn + 1) / 10 };
}

/** Answers at once, a few samples at a time. */
export class PureScorer extends FakeScorer {
  /** Batches until a run fails. */
  failsAfter = Infinity;
  #hold: { readonly atBatch: number; readonly reached: () => void; readonly released: Promise<void> } | undefined;

  /** Has the next run stand still before a batch, or at its end; resolves to what lets it go on. */
  async holdAt(atBatch: number, begin: () => void): Promise<() => void> {
    let [release, reached] = [(): void => undefined, (): void => undefined];
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const isThere = new Promise<void>((resolve) => {
      reached = resolve;
    });
    this.#hold = { atBatch, reached, released };
    begin();
    await isThere;
    return release;
  }

  override async score(...[inputs, options]: Parameters<ScorerClient['score']>): Promise<void> {
    const model = this.loads.at(-1)?.name ?? 'none';
    const held = this.#hold;
    this.#hold = undefined;
    for (let from = 0; from < inputs.length; from += BATCH) {
      await Promise.resolve();
      if (from / BATCH === held?.atBatch) {
        held.reached();
        await held.released;
      }
      options.signal?.throwIfAborted();
      if (from / BATCH >= this.failsAfter) throw new FailureError({ code: 'unexpected', detail: 'as asked' });
      const batch = inputs.slice(from, from + BATCH);
      const doneCount = from + batch.length;
      options.onScored(
        batch.map(({ contentHash, prompt, answer }) => scored(contentHash, pureScore(model, prompt, answer))),
        {
          doneCount,
          totalCount: inputs.length,
          samplesPerSecond: 10,
          tokensPerSecond: 100,
          remainingMs: undefined,
          workDone: doneCount,
          workTotal: inputs.length,
          workPerSecond: 10,
        },
      );
    }
  }
}

function scored(contentHash: string, said: Said): ScoredSample {
  if ('reason' in said) {
    return { contentHash, result: { kind: 'unscored', reason: said.reason }, losses: undefined, tokens: ['[]'] };
  }
  const [conditioned, direct] = [new Float32Array([1]), new Float32Array([2])];
  return {
    contentHash,
    result: {
      kind: 'scored',
      ifd: said.ifd,
      conditionedAnswerLoss: 1,
      directAnswerLoss: 1 - Math.log(said.ifd),
      truncated: false,
      borderMerged: false,
    },
    losses: { conditioned, direct, truncated: false, borderMerged: false },
    tokens: ['[{', '}]'],
  };
}
