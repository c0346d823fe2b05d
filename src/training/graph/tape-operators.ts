import { sizeOf, type GradientTape, type Value } from './gradient-tape.ts';

/** A matrix [out,in] as safetensors files have it, and what may be added to its product. */
interface LinearOptions {
  readonly weight: Value;
  /** [out] */
  readonly bias?: Value | undefined;
  /** [N,out]: the product is added to it inside the matrix product itself, without a pass over memory of its own. */
  readonly residual?: Value | undefined;
}

/** x [N,in] times the transposed weight: [N,out]. dx = d W, dW = dᵀ x, db = Σ d. */
export function linear(tape: GradientTape, x: Value, { weight, bias, residual }: LinearOptions): Value {
  const { graph } = tape;
  const shape = [x.shape[0] ?? 0, weight.shape[0] ?? 0];
  const isTracked = [x, weight, bias, residual].some((value) => value?.isTracked === true);
  const added = bias ?? residual;
  let name = graph.node('Gemm', [x.name, weight.name, ...(added === undefined ? [] : [added.name])], {
    attributes: { transB: { int: 1 } },
  });
  if (bias !== undefined && residual !== undefined) name = graph.node('Add', [name, residual.name]);
  return tape.record({ name, shape, isTracked }, (d) => {
    if (residual !== undefined) tape.contributeTerm(residual, () => d);
    tape.contribute(x, (sum) => graph.node('Gemm', [d, weight.name, ...(sum === undefined ? [] : [sum])]));
    if (weight.isTracked) {
      tape.parameterGradient(weight, graph.node('Gemm', [d, x.name], { attributes: { transA: { int: 1 } } }));
    }
    if (bias?.isTracked === true) {
      tape.parameterGradient(
        bias,
        graph.node('ReduceSum', [d, graph.int64([0])], { attributes: { keepdims: { int: 0 } } }),
      );
    }
  });
}

/**
 * x / rms(x) · w over the last axis, x [R,D]. With r = 1/rms, t = d·x:
 * dw = Σ r t, dx = r d·w - x r³ (t·w)/D.
 *
 * The second output of SimplifiedLayerNormalization (r) is not used: it is wrong on the WebGPU provider.
 */
export function rmsNorm(tape: GradientTape, x: Value, { weight, eps }: { weight: Value; eps: number }): Value {
  const { graph } = tape;
  const [rows = 0, width = 0] = x.shape;
  const normed = graph.node('SimplifiedLayerNormalization', [x.name, weight.name], {
    attributes: { axis: { int: -1 }, epsilon: { float: eps }, stash_type: { int: 1 } },
  });
  const isTracked = x.isTracked || weight.isTracked;
  return tape.record({ name: normed, shape: x.shape, isTracked }, (d) => {
    const squares = graph.node('ReduceSumSquare', [x.name], {
      attributes: { axes: { ints: [1] }, keepdims: { int: 1 } },
    });
    const mean = graph.node('Add', [graph.node('Mul', [squares, graph.float32(1 / width)]), graph.float32(eps)]);
    const inverse = graph.node('Reciprocal', [graph.node('Sqrt', [mean])]);
    const product = graph.node('Mul', [d, x.name]);
    if (weight.isTracked) {
      const asRow = graph.node('Reshape', [inverse, graph.int64([1, rows])]);
      const sum = graph.node('MatMul', [asRow, product]);
      tape.parameterGradient(weight, graph.node('Reshape', [sum, graph.int64([width])]));
    }
    if (!x.isTracked) return;
    const asColumn = graph.node('Reshape', [weight.name, graph.int64([width, 1])]);
    const along = graph.node('MatMul', [product, asColumn]);
    const cubed = graph.node('Mul', [graph.node('Mul', [inverse, inverse]), inverse]);
    const scale = graph.node('Mul', [along, graph.node('Mul', [cubed, graph.float32(1 / width)])]);
    const across = graph.node('Mul', [graph.node('Mul', [d, weight.name]), inverse]);
    const back = graph.node('Mul', [x.name, scale]);
    tape.contribute(x, (sum) =>
      graph.node('Sub', [sum === undefined ? across : graph.node('Add', [sum, across]), back]),
    );
  });
}

/**
 * silu(gate) · up, of one shape. With s = sigmoid(gate), a = gate·s and the result h = a·up: dup = d·a,
 * dgate = d·up·(s + a - a·s) = d·(h + s·(up - h)), which is a pass over memory less.
 */
export function swiglu(tape: GradientTape, gate: Value, up: Value): Value {
  const { graph } = tape;
  const sigmoid = graph.node('Sigmoid', [gate.name]);
  const activated = graph.node('Mul', [gate.name, sigmoid]);
  const name = graph.node('Mul', [activated, up.name]);
  const isTracked = gate.isTracked || up.isTracked;
  return tape.record({ name, shape: gate.shape, isTracked }, (d) => {
    tape.contributeTerm(up, () => graph.node('Mul', [d, activated]));
    tape.contributeTerm(gate, () => {
      const rest = graph.node('Mul', [sigmoid, graph.node('Sub', [up.name, name])]);
      return graph.node('Mul', [d, graph.node('Add', [name, rest])]);
    });
  });
}

/** Names of tables f32 [positions, headDim/2]; the inverse turn has the same cosines and negated sines. */
export interface RotaryNames {
  readonly cos: string;
  readonly sin: string;
  readonly negatedSin: string;
}

/** Turns pairs of x [B,H,T,D] to `position_ids` i64 [B,T]. A rotation's transpose is the turn back. */
export function rotate(tape: GradientTape, x: Value, { cos, sin, negatedSin }: RotaryNames): Value {
  const turn = (value: string, sines: string): string =>
    tape.graph.node('RotaryEmbedding', [value, 'position_ids', cos, sines], { domain: 'com.microsoft' });
  return tape.record({ ...x, name: turn(x.name, sin) }, (d) => tape.contributeTerm(x, () => turn(d, negatedSin)));
}

export function reshape(tape: GradientTape, x: Value, shape: readonly number[]): Value {
  if (sizeOf(shape) !== sizeOf(x.shape)) throw new Error(`[${x.shape.join(',')}] is not [${shape.join(',')}]`);
  const to = (value: string, dims: readonly number[]): string =>
    tape.graph.node('Reshape', [value, tape.graph.int64(dims)]);
  return tape.record({ name: to(x.name, shape), shape, isTracked: x.isTracked }, (d) =>
    tape.contributeTerm(x, () => to(d, x.shape)),
  );
}

/** [A,B,C,D] -> [A,C,B,D], which is its own inverse. */
export function swapMiddle(tape: GradientTape, x: Value): Value {
  const [a = 0, b = 0, c = 0, d = 0] = x.shape;
  const swap = (value: string): string =>
    tape.graph.node('Transpose', [value], { attributes: { perm: { ints: [0, 2, 1, 3] } } });
  return tape.record({ name: swap(x.name), shape: [a, c, b, d], isTracked: x.isTracked }, (gradient) =>
    tape.contributeTerm(x, () => swap(gradient)),
  );
}
