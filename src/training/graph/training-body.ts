import type { Affine, LayerWeights } from '../../decoder/weights/decoder-weights.ts';
import { rotaryTables } from '../../decoder/graph/rotary-tables.ts';
import { adaptedLinear } from './adapted-linear.ts';
import { causalAttention } from './causal-attention.ts';
import type { GradientTape, Value } from './gradient-tape.ts';
import { linear, reshape, rmsNorm, rotate, swapMiddle, swiglu, type RotaryNames } from './tape-operators.ts';
import { adapterNames, ADAPTER_TARGETS, type TrainingGraphSpec, type TrainingParameter } from './training-mode.ts';

/** The layers of a decoder on a tape. Hidden states travel flat, [B*T, hidden]. */
export class TrainingBody {
  readonly #tape: GradientTape;
  readonly #spec: TrainingGraphSpec;
  readonly #values = new Map<string, Value>();
  readonly #listed: TrainingParameter[] = [];
  readonly #adapters: TrainingParameter[] = [];
  readonly #masks = new Map<number, string>();
  #maskedCount = 0;

  constructor(tape: GradientTape, spec: TrainingGraphSpec) {
    this.#tape = tape;
    this.#spec = spec;
    if (spec.mode.kind === 'lora' && spec.mode.dropout > 0) {
      const { layerCount } = spec.config;
      tape.graph.input('dropout_offsets', 'i64', [layerCount * spec.mode.targets.length]);
    }
  }

  get parameters(): readonly TrainingParameter[] {
    return [...this.#listed, ...this.#adapters];
  }

  get dropoutWidths(): readonly number[] {
    return [...this.#masks.keys()];
  }

  get adapterCount(): number {
    return this.#maskedCount;
  }

  /** A tensor of the model as an input of the graph. */
  parameter(entry: { readonly name: string; readonly dims: readonly number[] }): Value {
    const isTrainable = this.#spec.mode.kind === 'full';
    return this.#declare({ name: entry.name, shape: entry.dims, isTrainable }, this.#listed);
  }

  run(embedded: Value): Value {
    const rotary = this.#rotary();
    return this.#spec.weights.layers.reduce((hidden, weights) => this.#layer(hidden, weights, rotary), embedded);
  }

  #layer(hidden: Value, weights: LayerWeights, rotary: { query: RotaryNames; key: RotaryNames }): Value {
    const tape = this.#tape;
    const { batch, tokens, config } = this.#spec;
    const { headCount, keyValueHeadCount, headDim } = config;
    const { projections } = weights;
    if (projections.kind === 'fused' || weights.gate === undefined) throw new Error('refused when the graph was begun');
    const normed = this.#norm(hidden, weights.attentionNorm);
    const place = (affine: Affine, count: number, norm: Affine | undefined): Value => {
      const flat = this.#linear(normed, affine);
      const rows = norm === undefined ? flat : this.#norm(reshape(tape, flat, [batch * tokens * count, headDim]), norm);
      return swapMiddle(tape, reshape(tape, rows, [batch, tokens, count, headDim]));
    };
    const mixed = causalAttention(tape, {
      query: rotate(tape, place(projections.query, headCount, weights.queryNorm), rotary.query),
      key: rotate(tape, place(projections.key, keyValueHeadCount, weights.keyNorm), rotary.key),
      value: place(projections.value, keyValueHeadCount, undefined),
      bias: 'attention_bias',
    });
    const attended = this.#linear(mixed, weights.attentionOutput, hidden);
    const inner = this.#norm(attended, weights.feedForwardNorm);
    const activated = swiglu(tape, this.#linear(inner, weights.gate), this.#linear(inner, weights.up));
    return this.#linear(activated, weights.down, attended);
  }

  #norm(x: Value, { weight }: Affine): Value {
    return rmsNorm(this.#tape, x, { weight: this.parameter(weight), eps: this.#spec.config.norm.eps });
  }

  #linear(x: Value, affine: Affine, residual?: Value): Value {
    const { mode } = this.#spec;
    const weight = this.parameter(affine.weight);
    const bias = affine.bias === undefined ? undefined : this.parameter(affine.bias);
    const target = ADAPTER_TARGETS.find((name) => affine.weight.name.endsWith(`.${name}.weight`));
    if (mode.kind === 'full' || target === undefined || !mode.targets.includes(target)) {
      return linear(this.#tape, x, { weight, bias, residual });
    }
    const [out = 0, width = 0] = weight.shape;
    const names = adapterNames(affine.weight.name);
    const declare = (name: string, shape: readonly number[]): Value =>
      this.#declare({ name, shape, isTrainable: true }, this.#adapters);
    return adaptedLinear(this.#tape, x, {
      weight,
      bias,
      residual,
      down: declare(names.down, [mode.rank, width]),
      up: declare(names.up, [out, mode.rank]),
      scale: mode.alpha / mode.rank,
      mask: mode.dropout > 0 ? this.#mask(width) : undefined,
    });
  }

  #declare(parameter: TrainingParameter, list: TrainingParameter[]): Value {
    const { name, shape, isTrainable } = parameter;
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    this.#tape.graph.input(name, 'f32', shape);
    const value = { name, shape, isTracked: isTrainable };
    this.#values.set(name, value);
    list.push(parameter);
    return value;
  }

  /**
   * N rows of the mask of that width, beginning at an offset of the adapter's own: one table of 2N random rows serves
   * all adapters, instead of a table each, which for a small model would be larger than its weights.
   */
  #mask(width: number): string {
    const { graph } = this.#tape;
    const count = this.#spec.batch * this.#spec.tokens;
    const table = this.#masks.get(width) ?? graph.input(`dropout_${width}`, 'f32', [2 * count, width]);
    this.#masks.set(width, table);
    const index = this.#maskedCount;
    this.#maskedCount += 1;
    const axis = graph.int64([0]);
    const offset = graph.node('Slice', ['dropout_offsets', graph.int64([index]), graph.int64([index + 1]), axis]);
    const end = graph.node('Add', [offset, graph.int64([count])]);
    return graph.node('Reshape', [graph.node('Slice', [table, offset, end, axis]), graph.int64([count, width])]);
  }

  /** The query's tables carry the attention scale, which costs nothing there. */
  #rotary(): { query: RotaryNames; key: RotaryNames } {
    const { config, tokens } = this.#spec;
    if (config.position.kind !== 'rotary') throw new Error('refused when the graph was begun');
    const { frequencies } = config.position;
    const table = (amplitude: number): RotaryNames => {
      const { cos, sin } = rotaryTables({ frequencies, positions: tokens, amplitude });
      const store = (values: Float32Array): string => this.#tape.graph.float32(values, [tokens, frequencies.length]);
      return { cos: store(cos), sin: store(sin), negatedSin: store(sin.map((value) => -value)) };
    };
    return { query: table(config.attention.scoreScale), key: table(1) };
  }
}
