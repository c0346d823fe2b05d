export type RotaryScaling =
  | { readonly kind: 'none' }
  /** All frequencies divided by `factor`. */
  | { readonly kind: 'linear'; readonly factor: number }
  /** Llama 3: only the low frequencies are divided, with a smooth passage in between. */
  | {
      readonly kind: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalMaxPositions: number;
    };

/** `bfloat16`: as a model has them whose every tensor was cast, by `model.to(torch.bfloat16)`. */
export type RotaryDtype = 'float32' | 'bfloat16';

/**
 * Radians per position of each pair of a head, f32 [headDim/2]: theta^(-2i/headDim), scaled. f32 because transformers
 * computes them so and models are trained with what it computes. Formulas: transformers, modeling_rope_utils.py.
 */
export function rotaryFrequencies(options: {
  readonly headDim: number;
  readonly theta: number;
  readonly scaling: RotaryScaling;
  readonly dtype?: RotaryDtype;
}): Float32Array {
  const half = options.headDim / 2;
  const frequencies = Float32Array.from({ length: half }, (_, pair) =>
    scale(options.theta ** (-pair / half), options.scaling),
  );
  return options.dtype === 'bfloat16' ? roundToBfloat16(frequencies) : frequencies;
}

/** To the nearest value of BF16, ties to even, as PyTorch casts; the values stay f32. */
function roundToBfloat16(values: Float32Array): Float32Array {
  const bits = new Uint32Array(values.slice().buffer);
  for (let index = 0; index < bits.length; index += 1) {
    const value = bits[index] ?? 0;
    bits[index] = (value + 0x7fff + ((value >>> 16) & 1)) & 0xffff0000;
  }
  return new Float32Array(bits.buffer);
}

function scale(frequency: number, scaling: RotaryScaling): number {
  switch (scaling.kind) {
    case 'none':
      return frequency;
    case 'linear':
      return frequency / scaling.factor;
    case 'llama3': {
      const { factor, lowFrequencyFactor: low, highFrequencyFactor: high } = scaling;
      const turns = (scaling.originalMaxPositions * frequency) / (2 * Math.PI);
      if (turns > high) return frequency;
      if (turns < low) return frequency / factor;
      const smooth = (turns - low) / (high - low);
      return ((1 - smooth) * frequency) / factor + smooth * frequency;
    }
    default:
      return scaling satisfies never;
  }
}
