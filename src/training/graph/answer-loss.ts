import { sizeOf, type GradientTape, type Value } from './gradient-tape.ts';

/** Logits in memory at a time: 16 MB. Fewer would stay in a smaller cache, but the head's gradient is gone over once a chunk. */
const LOGITS_PER_CHUNK = 2 ** 22;

interface AnswerLoss {
  /** Name of f32 [M], nats. */
  readonly nll: string;
  /** Name of f32 [M,D]: weight times hidden state, what the target's row of the head's gradient is less by. */
  readonly headRows: string | undefined;
}

/**
 * Cross entropy of `targets` i64 [M] under hidden @ headᵀ, hidden [M,D], and the gradient of Σ `weights`·nll, with
 * `weights` f32 [M,1]. With p = softmax of the logits:
 * dh = w·(p E - E[target]), dE = pᵀ(w·h), less w·h at the targets' rows, which the caller scatters.
 *
 * Logits live in chunks of rows and there is no one-hot matrix. The scatter is not in the graph because
 * ScatterND(reduction=add) is a race on the CPU provider: with several threads, rows that meet lose sums.
 */
export function answerLoss(tape: GradientTape, hidden: Value, head: Value): AnswerLoss {
  const { graph } = tape;
  const [rows = 0, width = 0] = hidden.shape;
  const [vocab = 0] = head.shape;
  const size = Math.max(1, Math.min(rows, Math.floor(LOGITS_PER_CHUNK / vocab)));
  const weighted = head.isTracked ? graph.node('Mul', [hidden.name, 'weights']) : undefined;
  const losses: string[] = [];
  const gradients: string[] = [];
  let headGradient: string | undefined;
  for (let start = 0; start < rows; start += size) {
    const end = Math.min(rows, start + size);
    const part = (name: string): string =>
      size === rows ? name : graph.node('Slice', [name, graph.int64([start]), graph.int64([end]), graph.int64([0])]);
    const targets = part('targets');
    const logits = graph.node('Gemm', [part(hidden.name), head.name], { attributes: { transB: { int: 1 } } });
    const probabilities = graph.node('Softmax', [logits], { attributes: { axis: { int: -1 } } });
    const largest = (name: string): string =>
      graph.node('ReduceMax', [name], { attributes: { axes: { ints: [1] }, keepdims: { int: 1 } } });
    // The largest probability is at least 1/vocab: its logarithm is safe where that of the target's is not.
    const logSumExp = graph.node('Sub', [largest(logits), graph.node('Log', [largest(probabilities)])]);
    const column = graph.node('Reshape', [targets, graph.int64([end - start, 1])]);
    const targetLogit = graph.node('GatherElements', [logits, column], { attributes: { axis: { int: 1 } } });
    losses.push(graph.node('Reshape', [graph.node('Sub', [logSumExp, targetLogit]), graph.int64([end - start])]));
    if (hidden.isTracked) {
      const targetRows = graph.node('Gather', [head.name, targets], { attributes: { axis: { int: 0 } } });
      const pull = graph.node('Gemm', [probabilities, head.name, targetRows], { attributes: { beta: { float: -1 } } });
      gradients.push(graph.node('Mul', [pull, part('weights')]));
    }
    if (weighted !== undefined) {
      const inputs = [probabilities, part(weighted), ...(headGradient === undefined ? [] : [headGradient])];
      headGradient = graph.node('Gemm', inputs, { attributes: { transA: { int: 1 } } });
    }
  }
  const concat = (names: readonly string[]): string =>
    names.length === 1 ? (names[0] ?? '') : graph.node('Concat', names, { attributes: { axis: { int: 0 } } });
  tape.contributeTerm(hidden, () => concat(gradients));
  if (headGradient !== undefined) tape.parameterGradient(head, headGradient);
  const nll = concat(losses);
  graph.output(nll, 'f32', [rows]);
  if (weighted !== undefined) graph.output(weighted, 'f32', [rows, width]);
  return { nll, headRows: weighted };
}

/**
 * Rows `answer_rows` i64 [M] of x [N,D]. Backward goes through the inverse index `answer_slots` i64 [N], where M means
 * "no answer": a Gather from the gradient with a row of zeros behind it, since scattering is a race (see above).
 */
export function selectAnswers(tape: GradientTape, x: Value, count: number): Value {
  const { graph } = tape;
  const [, width = 0] = x.shape;
  const gather = (value: string, index: string): string =>
    graph.node('Gather', [value, index], { attributes: { axis: { int: 0 } } });
  const shape = [count, width];
  return tape.record({ name: gather(x.name, 'answer_rows'), shape, isTracked: x.isTracked }, (d) =>
    tape.contributeTerm(x, () => {
      const zeros = graph.node('Expand', [graph.float32(0), graph.int64([1, width])]);
      return gather(graph.node('Concat', [d, zeros], { attributes: { axis: { int: 0 } } }), 'answer_slots');
    }),
  );
}

/** Rows `input_ids` i64 [B,T] of a table [V,D]: [B*T,D]. Its gradient is left as rows to be scattered by the caller. */
export function embed(
  tape: GradientTape,
  table: Value,
  count: number,
): { embedded: Value; rows: () => string | undefined } {
  const { graph } = tape;
  const [, width = 0] = table.shape;
  let rows: string | undefined;
  const flat = graph.node('Reshape', ['input_ids', graph.int64([count])]);
  const name = graph.node('Gather', [table.name, flat], { attributes: { axis: { int: 0 } } });
  const embedded = tape.record({ name, shape: [count, width], isTracked: table.isTracked }, (d) => {
    rows = d;
    graph.output(d, 'f32', [count, sizeOf([width])]);
  });
  return { embedded, rows: () => rows };
}
