/** Values of the rotation of each pair of a head at each position: f32 [positions, pairs], row by row. */
export interface RotaryTables {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/**
 * Cosines and sines of `position * frequency`, times `amplitude`. Angles are rounded to f32, as in transformers: in f64
 * the last positions of a long window would turn by another angle than the model was trained with.
 */
export function rotaryTables(options: {
  readonly frequencies: Float32Array;
  readonly positions: number;
  readonly amplitude: number;
}): RotaryTables {
  const { frequencies, positions, amplitude } = options;
  const cos = new Float32Array(positions * frequencies.length);
  const sin = new Float32Array(cos.length);
  for (let position = 0; position < positions; position += 1) {
    frequencies.forEach((frequency, pair) => {
      const angle = Math.fround(position * frequency);
      cos[position * frequencies.length + pair] = amplitude * Math.cos(angle);
      sin[position * frequencies.length + pair] = amplitude * Math.sin(angle);
    });
  }
  return { cos, sin };
}
