import type { GradientTape, Value } from './gradient-tape.ts';

/** A frozen matrix with a low-rank addition. */
interface AdaptedOptions {
  /** [out,in], frozen. */
  readonly weight: Value;
  /** [out], frozen. */
  readonly bias?: Value | undefined;
  /** [N,out], added to the product. */
  readonly residual?: Value | undefined;
  /** A [rank,in] */
  readonly down: Value;
  /** B [out,rank] */
  readonly up: Value;
  /** alpha/rank */
  readonly scale: number;
  /** Name of f32 [N,in], 0 or 1/(1-dropout); undefined without dropout. */
  readonly mask: string | undefined;
}

/** x Wᵀ + scale · dropout(x) Aᵀ Bᵀ: [N,out]. dB = scale dᵀ (x Aᵀ), dA = scale (d B)ᵀ x, dx = d W + scale (d B) A. */
export function adaptedLinear(tape: GradientTape, x: Value, options: AdaptedOptions): Value {
  const { graph } = tape;
  const { weight, bias, residual, down, up, scale } = options;
  const [rows = 0] = x.shape;
  const added = bias ?? residual;
  const rest = added === undefined ? [] : [added.name];
  const alpha = { alpha: { float: scale } };
  const transB = { transB: { int: 1 } };
  const transA = { transA: { int: 1 } };
  const masked = options.mask === undefined ? x.name : graph.node('Mul', [x.name, options.mask]);
  // Without dropout one matrix does all: W + scale B A costs `rank` per weight, while adding to the product would cost
  // another pass over [N,out], and over [N,in] backward.
  const merged =
    options.mask === undefined
      ? graph.node('Gemm', [up.name, down.name, weight.name], { attributes: alpha })
      : weight.name;
  let name = graph.node('Gemm', [x.name, merged, ...rest], { attributes: transB });
  const narrow = graph.node('Gemm', [masked, down.name], { attributes: transB });
  if (options.mask !== undefined)
    name = graph.node('Gemm', [narrow, up.name, name], { attributes: { ...transB, ...alpha } });
  if (bias !== undefined && residual !== undefined) name = graph.node('Add', [name, residual.name]);
  return tape.record({ name, shape: [rows, weight.shape[0] ?? 0], isTracked: true }, (d) => {
    if (residual !== undefined) tape.contributeTerm(residual, () => d);
    tape.parameterGradient(up, graph.node('Gemm', [d, narrow], { attributes: { ...transA, ...alpha } }));
    const back = graph.node('Gemm', [d, up.name], { attributes: alpha });
    tape.parameterGradient(down, graph.node('Gemm', [back, masked], { attributes: transA }));
    tape.contribute(x, (sum) => graph.node('Gemm', [d, merged, ...(sum === undefined ? [] : [sum])]));
    const { mask } = options;
    if (mask === undefined) return;
    tape.contributeTerm(x, () => graph.node('Mul', [graph.node('Gemm', [back, down.name]), mask]));
  });
}
