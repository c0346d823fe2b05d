import type { Sample } from '../../samples/sample.ts';

/** Training rows `{"instruction", "input", "output"}`, one a line, each line ended. */
export function serializeJsonl(samples: readonly Pick<Sample, 'instruction' | 'input' | 'answer'>[]): string {
  return samples
    .map(({ instruction, input, answer }) => `${JSON.stringify({ instruction, input, output: answer })}\n`)
    .join('');
}
