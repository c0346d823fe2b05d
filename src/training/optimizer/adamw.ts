import { KERNEL_NUMBERS, loadAdamWKernel, type AdamWKernel, type UpdateRates } from './adamw-kernel.ts';
import { FlatTensors } from '../graph/flat-tensors.ts';

/** Settings that do not change while a model is trained. */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of matrices; norms and biases are never decayed. */
  readonly weightDecay: number;
}

/** What has to be kept, beside the parameters, to go on to the bit. */
export interface AdamWState {
  /** Updates made. */
  readonly updateCount: number;
  readonly firstMoments: FlatTensors;
  readonly secondMoments: FlatTensors;
}

export interface UpdateOptions {
  readonly learningRate: number;
  /** Global norm that gradients are shortened to; 0 leaves them as they are. */
  readonly clipNorm: number;
  /** What gradients are multiplied with before anything else; 1 by default. */
  readonly gradientScale?: number;
}

/** AdamW over all trainable parameters, piece by piece; the same input gives the same bits on every machine. */
export class AdamW {
  readonly #kernel: AdamWKernel;
  readonly #settings: AdamWSettings;
  readonly #parameters: FlatTensors;
  readonly #firstMoments: FlatTensors;
  readonly #secondMoments: FlatTensors;
  #updateCount = 0;

  private constructor(kernel: AdamWKernel, parameters: FlatTensors, settings: AdamWSettings) {
    this.#kernel = kernel;
    this.#settings = settings;
    this.#parameters = parameters;
    this.#firstMoments = new FlatTensors(parameters.parameters);
    this.#secondMoments = new FlatTensors(parameters.parameters);
  }

  /** @param parameters are updated in place by every step. */
  static async create(parameters: FlatTensors, settings: AdamWSettings): Promise<AdamW> {
    return new AdamW(await loadAdamWKernel(), parameters, settings);
  }

  /** One update. Returns the global norm of the scaled gradients before they were shortened. */
  step(gradients: FlatTensors, update: UpdateOptions): { readonly gradientNorm: number } {
    const { beta1, beta2, epsilon, weightDecay } = this.#settings;
    const { learningRate, clipNorm, gradientScale = 1 } = update;
    const gradientNorm = gradientScale * Math.sqrt(this.#sumOfSquares(gradients.flat));
    // As torch.nn.utils.clip_grad_norm_ has it, the small addend included.
    const scale = gradientScale * (clipNorm > 0 ? Math.min(1, clipNorm / (gradientNorm + 1e-6)) : 1);
    this.#updateCount += 1;
    const correction = Math.sqrt(1 - beta2 ** this.#updateCount);
    const rates = {
      beta1,
      beta2,
      firstRate: (1 - beta1) * scale,
      secondRate: Math.sqrt(1 - beta2) * scale,
      floor: epsilon * correction,
      rate: (learningRate * correction) / (1 - beta1 ** this.#updateCount),
      kept: 1,
    };
    const { flat, matrixCount } = this.#parameters;
    const decaying = { ...rates, kept: 1 - learningRate * weightDecay };
    for (const [from, to] of pieces(0, matrixCount))
      this.#updatePiece(gradients.flat.subarray(from, to), from, decaying);
    for (const [from, to] of pieces(matrixCount, flat.length)) {
      this.#updatePiece(gradients.flat.subarray(from, to), from, rates);
    }
    return { gradientNorm };
  }

  #updatePiece(gradient: Float32Array, from: number, rates: UpdateRates): void {
    const kernel = this.#kernel;
    const to = from + gradient.length;
    const lent = [
      [kernel.parameter, this.#parameters.flat.subarray(from, to)],
      [kernel.first, this.#firstMoments.flat.subarray(from, to)],
      [kernel.second, this.#secondMoments.flat.subarray(from, to)],
    ] as const;
    for (const [inKernel, own] of lent) inKernel.set(own);
    kernel.gradient.set(gradient);
    kernel.update(gradient.length, rates);
    for (const [inKernel, own] of lent) own.set(inKernel.subarray(0, own.length));
  }

  #sumOfSquares(values: Float32Array): number {
    let sum = 0;
    for (const [from, to] of pieces(0, values.length)) {
      this.#kernel.gradient.set(values.subarray(from, to));
      sum += this.#kernel.sumOfSquares(to - from);
    }
    return sum;
  }

  /** The live arrays, not copies: write them out before the next step. */
  state(): AdamWState {
    return { updateCount: this.#updateCount, firstMoments: this.#firstMoments, secondMoments: this.#secondMoments };
  }

  /** Takes over a state; arrays are copied. Missing tensors throw. */
  restore(state: {
    readonly updateCount: number;
    readonly firstMoments: ReadonlyMap<string, Float32Array>;
    readonly secondMoments: ReadonlyMap<string, Float32Array>;
  }): void {
    this.#updateCount = state.updateCount;
    this.#firstMoments.fill(state.firstMoments);
    this.#secondMoments.fill(state.secondMoments);
  }
}

/** From where to where each piece of a range goes that the kernel takes in one call. */
function* pieces(from: number, to: number): Generator<readonly [number, number]> {
  for (let start = from; start < to; start += KERNEL_NUMBERS) yield [start, Math.min(to, start + KERNEL_NUMBERS)];
}
