import type { Sample } from './sample.ts';
import { contentHash } from './content-hash.ts';
import { renderAnswer } from './templates.ts';

/**
 * A person says that the annotation of a sample is complete as it stands; without mentions: that there is nothing to
 * annotate. It settles every gap of the sample.
 */
export interface AnnotationMark {
  readonly sampleId: string;
  readonly author: string;
  /** Milliseconds since the epoch. */
  readonly markedAtMs: number;
}

/**
 * A sample as it is once somebody has marked it: its answer says the mentions that stand, in place of a given one that
 * could not be read. A sample without gaps stays as it is. `knownHash` spares the hashing where it is known.
 */
export function settleSample(sample: Sample, knownHash?: string): Sample {
  if (sample.gaps === undefined) return sample;
  const answer = renderAnswer(sample.mentions);
  const hash = answer === sample.answer ? sample.contentHash : contentHash({ ...sample, answer });
  return { ...sample, answer, settled: true, contentHash: knownHash ?? hash };
}
