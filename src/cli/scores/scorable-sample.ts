import type { Sample } from '../../core/samples/sample.ts';

/** What scoring needs of a sample, and no more: 100,000 of them are held at a time. */
export type ScorableSample = Pick<Sample, 'id' | 'contentHash' | 'instruction' | 'input' | 'answer'>;

export function toScorable({ id, contentHash, instruction, input, answer }: Sample): ScorableSample {
  return { id, contentHash, instruction, input, answer };
}
