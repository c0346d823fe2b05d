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

/**
 * Radians per position of each pair of a head, f32 [headDim/2]: theta^(-2i/headDim), scaled. f32 because transformers
 * computes them so and models are trained with what it computes. Formulas: transformers, modeling_rope_utils.py.
 */
export function rotaryFrequencies(options: {
  readonly headDim: number;
  readonly theta: number;
  readonly scaling: RotaryScaling;
}): Float32Array {
  const half = options.headDim / 2;
  return Float32Array.from({ length: half }, (_, pair) => scale(options.theta ** (-pair / half), options.scaling));
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
