import type { GradientTape, Value } from './gradient-tape.ts';

interface AttentionInputs {
  /** [B,H,T,D], turned to its position and scaled. */
  readonly query: Value;
  /** [B,KV,T,D] */
  readonly key: Value;
  readonly value: Value;
  /** Name of f32 [1|B,1,T,T], added to the scores. No query may look behind its own position. */
  readonly bias: string;
}

/**
 * Queries in blocks of at least this many: a block sees the keys up to its own end, so that of the masked half of the
 * scores only the diagonal blocks are computed.
 */
const MIN_BLOCK = 64;
const MAX_BLOCKS = 4;

/**
 * softmax(q kᵀ + bias) v by groups of heads that share a key head: f32 [B*T, H*D].
 *
 * With P the weights, O the result and Δ = Σ dO·O by query (which equals Σ dP·P, but over D numbers instead of T):
 * dV = Pᵀ dO, dS = P·(dO vᵀ - Δ), dq = dS k, dk = dSᵀ q. Δ goes into the product dO vᵀ as one more column of it.
 */
export function causalAttention(tape: GradientTape, inputs: AttentionInputs): Value {
  const { query, key, value, bias } = inputs;
  const { graph } = tape;
  const [batch = 0, heads = 0, tokens = 0, dim = 0] = query.shape;
  const [, keyHeads = 0] = key.shape;
  const pairs = batch * keyHeads;
  const group = heads / keyHeads;
  const blocks = cutBlocks(tokens);
  const widths = blocks.map(({ start, end }) => end - start);
  const reshape = (name: string, shape: readonly number[]): string => graph.node('Reshape', [name, graph.int64(shape)]);
  const transpose = (name: string): string =>
    graph.node('Transpose', [name], { attributes: { perm: { ints: [0, 2, 1] } } });
  const cut = (name: string, { start, end, axis }: { start: number; end: number; axis: number }): string =>
    start === 0 && end === tokens
      ? name
      : graph.node('Slice', [name, graph.int64([start]), graph.int64([end]), graph.int64([axis])]);
  /** [B,H,T,X] -> a block of queries, the group folded into its rows: [B*KV, group*width, X]. */
  const queryBlock = (name: string, { start, end }: Block, last: number): string =>
    reshape(cut(name, { start, end, axis: 2 }), [pairs, group * (end - start), last]);
  const concat = (names: readonly string[], axis: number): string =>
    names.length === 1 ? (names[0] ?? '') : graph.node('Concat', names, { attributes: { axis: { int: axis } } });

  const keys = reshape(key.name, [pairs, tokens, dim]);
  const values = reshape(value.name, [pairs, tokens, dim]);
  const forward = blocks.map((block) => {
    const { start, end } = block;
    const width = end - start;
    const q = queryBlock(query.name, block, dim);
    const k = cut(keys, { start: 0, end, axis: 1 });
    const scores = reshape(graph.node('MatMul', [q, transpose(k)]), [batch, heads, width, end]);
    const mask = cut(cut(bias, { start, end, axis: 2 }), { start: 0, end, axis: 3 });
    const softmax = graph.node('Softmax', [graph.node('Add', [scores, mask])], { attributes: { axis: { int: -1 } } });
    const weights = reshape(softmax, [pairs, group * width, end]);
    const mixed = graph.node('MatMul', [weights, cut(values, { start: 0, end, axis: 1 })]);
    return { block, q, k, weights, mixed: reshape(mixed, [batch, heads, width, dim]) };
  });
  const perHead = concat(
    forward.map(({ mixed }) => mixed),
    2,
  );
  const swap = (name: string): string =>
    graph.node('Transpose', [name], { attributes: { perm: { ints: [0, 2, 1, 3] } } });
  const flat = reshape(swap(perHead), [batch * tokens, heads * dim]);

  const isTracked = query.isTracked || key.isTracked || value.isTracked;
  return tape.record({ name: flat, shape: [batch * tokens, heads * dim], isTracked }, (gradient) => {
    const d = swap(reshape(gradient, [batch, tokens, heads, dim]));
    const delta = graph.node('ReduceSum', [graph.node('Mul', [d, perHead]), graph.int64([3])], {
      attributes: { keepdims: { int: 1 } },
    });
    const dWithDelta = concat([d, graph.node('Neg', [delta])], 3);
    const ones = graph.node('Expand', [graph.float32(1), graph.int64([pairs, tokens, 1])]);
    const valuesWithOne = concat([values, ones], 2);
    const backward = forward.map(({ block, q, k, weights }) => {
      const dBlock = queryBlock(d, block, dim);
      const valueColumns = transpose(cut(valuesWithOne, { start: 0, end: block.end, axis: 1 }));
      const dWeights = graph.node('MatMul', [queryBlock(dWithDelta, block, dim + 1), valueColumns]);
      const dScores = graph.node('Mul', [weights, dWeights]);
      const dQuery = graph.node('MatMul', [dScores, k]);
      return {
        query: reshape(dQuery, [batch, heads, block.end - block.start, dim]),
        key: graph.node('MatMul', [transpose(dScores), q]),
        value: graph.node('MatMul', [transpose(weights), dBlock]),
      };
    });
    /** A block's gradient covers the keys up to its end: they are added piece by piece. */
    const addPrefixes = (prefixes: readonly string[]): string => {
      const pieces = prefixes.map((prefix, index) => {
        if (index === 0) return [prefix];
        const outputs = Array.from({ length: index + 1 }, (_, piece) => `${prefix}:${piece}`);
        graph.node('Split', [prefix, graph.int64(widths.slice(0, index + 1))], {
          attributes: { axis: { int: 1 } },
          outputs,
        });
        return outputs;
      });
      const sums = blocks.map((_, piece) => {
        const terms = pieces.slice(piece).map((names) => names[piece] ?? '');
        return terms.length === 1 ? (terms[0] ?? '') : graph.node('Sum', terms);
      });
      return reshape(concat(sums, 1), [batch, keyHeads, tokens, dim]);
    };
    tape.contributeTerm(query, () =>
      concat(
        backward.map((block) => block.query),
        2,
      ),
    );
    tape.contributeTerm(key, () => addPrefixes(backward.map((block) => block.key)));
    tape.contributeTerm(value, () => addPrefixes(backward.map((block) => block.value)));
  });
}

interface Block {
  readonly start: number;
  readonly end: number;
}

function cutBlocks(tokens: number): readonly Block[] {
  const size = Math.max(MIN_BLOCK, Math.ceil(tokens / MAX_BLOCKS));
  const count = Math.ceil(tokens / size);
  return Array.from({ length: count }, (_, index) => ({
    start: index * size,
    end: Math.min(tokens, (index + 1) * size),
  }));
}
