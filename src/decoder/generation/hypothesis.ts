import type { AnswerWriting, WritingState } from './answer-writing.ts';
import type { AnswerMention } from '../constraint/answer-automaton.ts';

/** A mention that a hypothesis has finished, with the probability of writing just it there. */
export interface ScoredMention {
  readonly mention: AnswerMention;
  readonly confidence: number;
}

/** A beginning of an answer, or a whole one. */
export interface Hypothesis {
  readonly state: WritingState;
  readonly ids: readonly number[];
  /** Sum over its tokens of ln p(token | tokens allowed there), nats. */
  readonly logProbability: number;
  /** The same sum behind the last finished mention. */
  readonly sinceMention: number;
  readonly mentions: readonly ScoredMention[];
  /** The row of the batch whose keys and values lead up to its last token, that token left out. */
  readonly row: number;
}

/** A token that may come next and its probability among those allowed. */
export interface Choice {
  readonly id: number;
  readonly logProbability: number;
}

export function beginHypothesis(writing: AnswerWriting, row: number): Hypothesis {
  return { state: writing.initial, ids: [], logProbability: 0, sinceMention: 0, mentions: [], row };
}

/** The hypothesis with one more token, which its row has not read yet. */
export function extendHypothesis(writing: AnswerWriting, from: Hypothesis, { id, logProbability }: Choice): Hypothesis {
  const state = writing.advance(from.state, id);
  const sinceMention = from.sinceMention + logProbability;
  const finished = writing.mentionsOf(state, from.mentions.length);
  const confidence = Math.exp(sinceMention);
  return {
    state,
    ids: [...from.ids, id],
    logProbability: from.logProbability + logProbability,
    sinceMention: finished.length > 0 ? 0 : sinceMention,
    mentions:
      finished.length > 0 ? [...from.mentions, ...finished.map((mention) => ({ mention, confidence }))] : from.mentions,
    row: from.row,
  };
}

/** Mean ln p of its tokens, nats: what hypotheses of different lengths are compared by. */
export function meanLogProbability({ ids, logProbability }: Hypothesis): number {
  return ids.length === 0 ? 0 : logProbability / ids.length;
}

/**
 * The `count` most probable of the allowed tokens, best first, equal ones by id; probabilities are those of the softmax
 * over the allowed tokens only.
 *
 * @throws Error when none is allowed.
 */
export function chooseTokens(
  logits: Float32Array,
  allowed: readonly number[] | 'all',
  count: number,
): readonly Choice[] {
  const ids = allowed === 'all' ? Array.from(logits.keys()) : allowed;
  if (ids.length === 0) throw new Error('no token may come next, yet the answer is not whole');
  const logitOf = (id: number): number => logits[id] ?? -Infinity;
  const best: number[] = [];
  for (const id of ids) {
    const last = best[best.length - 1];
    if (best.length === count && last !== undefined && !isBefore(logits, id, last)) continue;
    let at = best.length;
    while (at > 0 && isBefore(logits, id, best[at - 1] ?? id)) at -= 1;
    best.splice(at, 0, id);
    if (best.length > count) best.pop();
  }
  const max = logitOf(best[0] ?? 0);
  let sum = 0;
  for (const id of ids) sum += Math.exp(logitOf(id) - max);
  const logSum = max + Math.log(sum);
  return best.map((id) => ({ id, logProbability: logitOf(id) - logSum }));
}

function isBefore(logits: Float32Array, a: number, b: number): boolean {
  const difference = (logits[a] ?? -Infinity) - (logits[b] ?? -Infinity);
  return difference > 0 || (difference === 0 && a < b);
}
