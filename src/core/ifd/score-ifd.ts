import type { AnswerTokenLosses, IfdResult, IfdVariant, UnscoredReason } from './ifd.ts';

/**
 * Instruction-Following Difficulty of one sample: the ratio of the answer's perplexity given the prompt to its
 * perplexity alone, `exp(conditionedAnswerLoss - directAnswerLoss)` (Superfiltering, arXiv 2402.00530, released code).
 *
 * `superfiltering`: each mean runs over the tokens its array holds, so the first answer token counts in the
 * conditioned mean only. `aligned`: both means run over the answer tokens 2..n that both arrays hold.
 * A sample without a finite ratio above 0 is `unscored` with its reason; a number that only looks like a score is
 * never returned.
 */
export function scoreIfd(losses: AnswerTokenLosses, variant: IfdVariant): IfdResult {
  const { conditioned, direct, truncated, borderMerged } = losses;
  if (conditioned.length === 0) return unscored(truncated ? 'prompt-too-long' : 'empty-answer');
  // conditioned[0] is token 1, direct[0] is token 2; where the answer was cut, `direct` reaches one token further.
  const first = variant === 'aligned' ? 1 : 0;
  const conditionedEnd = variant === 'aligned' ? Math.min(conditioned.length, direct.length + 1) : conditioned.length;
  const directEnd = variant === 'aligned' ? Math.min(direct.length, conditioned.length - 1) : direct.length;
  if (directEnd === 0) return unscored(truncated ? 'prompt-too-long' : 'one-token-answer');
  if (!isFiniteThroughout(conditioned) || !isFiniteThroughout(direct)) return unscored('non-finite-loss');

  const conditionedAnswerLoss = meanLoss(conditioned, first, conditionedEnd);
  const directAnswerLoss = meanLoss(direct, 0, directEnd);
  const ifd = Math.exp(conditionedAnswerLoss - directAnswerLoss);
  // Finite means can still be so far apart that the ratio leaves double precision.
  if (!(ifd > 0 && ifd < Infinity)) return unscored('non-finite-loss');
  return { kind: 'scored', ifd, conditionedAnswerLoss, directAnswerLoss, truncated, borderMerged };
}

function unscored(reason: UnscoredReason): IfdResult {
  return { kind: 'unscored', reason };
}

function isFiniteThroughout(losses: Float32Array): boolean {
  return losses.every((loss) => Number.isFinite(loss));
}

/** Mean of `losses[start..end)` in nats, summed in double precision. */
function meanLoss(losses: Float32Array, start: number, end: number): number {
  let sum = 0;
  for (let index = start; index < end; index++) sum += losses[index] ?? Number.NaN;
  return sum / (end - start);
}
