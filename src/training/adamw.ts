import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { OrtRuntime } from '../decoder/decoder-model.ts';
import { buildAdamWGraph, buildSquaresGraph, type AdamWSettings } from './adamw-graph.ts';
import { FlatTensors } from './flat-tensors.ts';

/** What has to be kept, beside the parameters, to go on to the bit. */
export interface AdamWState {
  /** Updates made. */
  readonly updateCount: number;
  readonly firstMoments: FlatTensors;
  readonly secondMoments: FlatTensors;
}

export interface AdamWOptions extends AdamWSettings {
  readonly session: InferenceSession.SessionOptions;
  /** onnxruntime-node writes results into tensors that are handed in; onnxruntime-web does not. */
  readonly writesInPlace: boolean;
}

export interface UpdateOptions {
  readonly learningRate: number;
  /** Global norm that gradients are shortened to; 0 leaves them as they are. */
  readonly clipNorm: number;
  /** What gradients are multiplied with before anything else; 1 by default. */
  readonly gradientScale?: number;
}

/** Numbers of a piece: its four arrays and what lies between them just fit a core's own cache of 2 MB; a run's own cost counts for smaller ones. */
const CHUNK = 65_536;

/** Numbers whose squares are added up in f32, before the sums are in double precision. */
const SQUARES_WIDTH = 512;

interface Piece {
  readonly length: number;
  readonly isDecayed: boolean;
  readonly parameter: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
  readonly offset: number;
}

/** AdamW over all trainable parameters, piece by piece through one small graph; the same input gives the same bits. */
export class AdamW {
  private readonly ort: OrtRuntime;
  private readonly session: InferenceSession;
  private readonly squares: InferenceSession;
  private readonly options: AdamWOptions;
  private readonly parameters: FlatTensors;
  private readonly firstMoments: FlatTensors;
  private readonly secondMoments: FlatTensors;
  private readonly pieces: readonly Piece[];
  private updateCount = 0;

  private constructor(
    loaded: { ort: OrtRuntime; session: InferenceSession; squares: InferenceSession },
    parameters: FlatTensors,
    options: AdamWOptions,
  ) {
    this.ort = loaded.ort;
    this.session = loaded.session;
    this.squares = loaded.squares;
    this.options = options;
    this.parameters = parameters;
    this.firstMoments = new FlatTensors(parameters.parameters);
    this.secondMoments = new FlatTensors(parameters.parameters);
    this.pieces = this.cut();
  }

  /** @param parameters are updated in place by every step. */
  static async create(ort: OrtRuntime, parameters: FlatTensors, options: AdamWOptions): Promise<AdamW> {
    const session = await ort.InferenceSession.create(buildAdamWGraph(options), options.session);
    const squares = await ort.InferenceSession.create(buildSquaresGraph(SQUARES_WIDTH), options.session);
    return new AdamW({ ort, session, squares }, parameters, options);
  }

  /** One update. Returns the global norm of the scaled gradients before they were shortened. */
  async step(gradients: FlatTensors, update: UpdateOptions): Promise<{ readonly gradientNorm: number }> {
    const { beta1, beta2, epsilon, weightDecay, writesInPlace } = this.options;
    const { learningRate, clipNorm, gradientScale = 1 } = update;
    const gradientNorm = gradientScale * Math.sqrt(await this.sumOfSquares(gradients.flat));
    // As torch.nn.utils.clip_grad_norm_ has it, the small addend included.
    const scale = gradientScale * (clipNorm > 0 ? Math.min(1, clipNorm / (gradientNorm + 1e-6)) : 1);
    this.updateCount += 1;
    const correction = Math.sqrt(1 - beta2 ** this.updateCount);
    const scalars = {
      first_rate: this.scalar((1 - beta1) * scale),
      second_rate: this.scalar(Math.sqrt(1 - beta2) * scale),
      floor: this.scalar(epsilon * correction),
      rate: this.scalar((learningRate * correction) / (1 - beta1 ** this.updateCount)),
    };
    const decaying = this.scalar(1 - learningRate * weightDecay);
    const keeping = this.scalar(1);
    for (const { parameter, first, second, offset, length, isDecayed } of this.pieces) {
      const gradient = this.piece(gradients, offset, length);
      const kept = isDecayed ? decaying : keeping;
      const feeds = { parameter, first, second, gradient, kept, ...scalars };
      const targets = { next_parameter: parameter, next_first: first, next_second: second };
      if (writesInPlace) {
        await this.session.run(feeds, targets);
        continue;
      }
      const outputs = await this.session.run(feeds);
      for (const [name, { data }] of Object.entries(targets)) {
        const result = outputs[name]?.data;
        if (!(result instanceof Float32Array) || !(data instanceof Float32Array))
          throw new Error(`no floats "${name}"`);
        data.set(result);
      }
    }
    return { gradientNorm };
  }

  /** The live arrays, not copies: write them out before the next step. */
  state(): AdamWState {
    return { updateCount: this.updateCount, firstMoments: this.firstMoments, secondMoments: this.secondMoments };
  }

  /** Takes over a state; arrays are copied. Missing tensors throw. */
  restore(state: {
    readonly updateCount: number;
    readonly firstMoments: ReadonlyMap<string, Float32Array>;
    readonly secondMoments: ReadonlyMap<string, Float32Array>;
  }): void {
    this.updateCount = state.updateCount;
    this.firstMoments.fill(state.firstMoments);
    this.secondMoments.fill(state.secondMoments);
  }

  async dispose(): Promise<void> {
    await this.session.release();
    await this.squares.release();
  }

  private async sumOfSquares(values: Float32Array): Promise<number> {
    const rowCount = Math.floor(values.length / SQUARES_WIDTH);
    const even = rowCount * SQUARES_WIDTH;
    let sum = values.subarray(even).reduce((total, value) => total + value * value, 0);
    if (rowCount === 0) return sum;
    const rows = new this.ort.Tensor('float32', values.subarray(0, even), [rowCount, SQUARES_WIDTH]);
    const sums = (await this.squares.run({ values: rows }))['sums']?.data;
    if (!(sums instanceof Float32Array)) throw new Error('the runtime returned no sums of floats');
    for (const part of sums) sum += part;
    return sum;
  }

  private cut(): readonly Piece[] {
    const { flat, matrixCount } = this.parameters;
    const pieces: Piece[] = [];
    for (const [from, to, isDecayed] of [
      [0, matrixCount, true],
      [matrixCount, flat.length, false],
    ] as const) {
      for (let offset = from; offset < to; offset += CHUNK) {
        const length = Math.min(CHUNK, to - offset);
        const [parameter, first, second] = [
          this.piece(this.parameters, offset, length),
          this.piece(this.firstMoments, offset, length),
          this.piece(this.secondMoments, offset, length),
        ];
        pieces.push({ length, isDecayed, parameter, first, second, offset });
      }
    }
    return pieces;
  }

  private piece({ flat }: FlatTensors, offset: number, length: number): Tensor {
    return new this.ort.Tensor('float32', flat.subarray(offset, offset + length), [length]);
  }

  private scalar(value: number): Tensor {
    return new this.ort.Tensor('float32', Float32Array.of(value), []);
  }
}
