/**
 * What the model's matrices are multiplied in: f32 and f16 as they are; q8 and q4 stored in 8 and 4 bits with f32
 * between, q4f16 with f16 between (ready-made exports); int8 in 8-bit integers, made by the studio when it loads f32
 * or half-precision weights.
 */
export type WeightDtype = 'f32' | 'f16' | 'int8' | 'q8' | 'q4' | 'q4f16';

export const WEIGHT_DTYPES: readonly WeightDtype[] = ['f32', 'f16', 'int8', 'q8', 'q4', 'q4f16'];
