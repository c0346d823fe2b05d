import { splitmix32 } from '../batches/seeded-order.ts';
import type { TrainingParameter } from '../graph/training-mode.ts';

/**
 * Where adapters begin: A uniform in ±1/sqrt(in), B zero, so that the model first answers as it did. As PEFT has it
 * (Kaiming's rule with a = sqrt(5)). The same seed gives the same numbers.
 */
export function initialAdapters(
  parameters: readonly TrainingParameter[],
  seed: number,
): ReadonlyMap<string, Float32Array> {
  const draw = splitmix32(Math.imul(seed + 1, 0x27d4eb2f));
  const values = new Map<string, Float32Array>();
  for (const { name, shape, isTrainable } of parameters) {
    const [rows = 0, columns = 0] = shape;
    if (!isTrainable) continue;
    const data = new Float32Array(rows * columns);
    const bound = 1 / Math.sqrt(columns);
    if (name.includes('.lora_A.')) data.forEach((_, index) => (data[index] = bound * ((2 * draw()) / 2 ** 32 - 1)));
    values.set(name, data);
  }
  return values;
}
