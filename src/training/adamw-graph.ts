import { OnnxGraph } from '../decoder/onnx-graph.ts';

/** Settings that do not change while a model is trained. */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of matrices; norms and biases are never decayed. */
  readonly weightDecay: number;
}

/**
 * One update of a piece of any length: inputs `parameter`, `first`, `second`, `gradient` f32 [n] and, of rank 0,
 * `first_rate` = (1-β1)·scale and `second_rate` = √(1-β2)·scale (scale of the gradient), `floor` = ε√(1-β2ᵗ),
 * `rate` = η√(1-β2ᵗ)/(1-β1ᵗ), `kept` = 1 - η·decay. Outputs `next_parameter`, `next_first`, `next_second`.
 * Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 2, decay as PyTorch has it.
 *
 * No input is read again once the output of the same name is written, so both may be the same memory.
 */
export function buildAdamWGraph({ beta1, beta2 }: Pick<AdamWSettings, 'beta1' | 'beta2'>): Uint8Array {
  const graph = new OnnxGraph('bioselect-adamw');
  const [parameter, first, second, gradient] = ['parameter', 'first', 'second', 'gradient'].map((name) =>
    graph.input(name, 'f32', ['n']),
  );
  const [firstRate, secondRate, floor, rate, kept] = ['first_rate', 'second_rate', 'floor', 'rate', 'kept'].map(
    (name) => graph.input(name, 'f32', []),
  );
  const op = (operator: string, inputs: readonly (string | undefined)[], output?: string): string =>
    graph.node(
      operator,
      inputs.map((name) => name ?? ''),
      output === undefined ? {} : { outputs: [output] },
    );
  for (const name of ['next_parameter', 'next_first', 'next_second']) graph.output(name, 'f32', ['n']);
  const decayed = op('Mul', [parameter, kept]);
  const nextFirst = op(
    'Add',
    [op('Mul', [first, graph.float32(beta1)]), op('Mul', [gradient, firstRate])],
    'next_first',
  );
  const scaled = op('Mul', [gradient, secondRate]);
  const square = op('Mul', [scaled, scaled]);
  const nextSecond = op('Add', [op('Mul', [second, graph.float32(beta2)]), square], 'next_second');
  const direction = op('Div', [nextFirst, op('Add', [op('Sqrt', [nextSecond]), floor])]);
  op('Sub', [decayed, op('Mul', [direction, rate])], 'next_parameter');
  return graph.finish();
}

/** Sums of squares of the rows of `values` f32 [n,width]: `sums` f32 [n]. */
export function buildSquaresGraph(width: number): Uint8Array {
  const graph = new OnnxGraph('bioselect-squares');
  graph.output('sums', 'f32', ['n']);
  graph.node('ReduceSumSquare', [graph.input('values', 'f32', ['n', width])], {
    attributes: { axes: { ints: [1] }, keepdims: { int: 0 } },
    outputs: ['sums'],
  });
  return graph.finish();
}
