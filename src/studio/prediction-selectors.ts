import { questionHash } from '../core/samples/question-hash.ts';
import type { SamplePrediction } from '../core/samples/sample-prediction.ts';
import type { Sample } from '../core/samples/sample.ts';
import { memoizeLast } from './memoize-last.ts';
import type { StudioState } from './state.ts';

type Part<K extends keyof StudioState> = Pick<StudioState, K>;

/** Samples stay the same objects as long as they say the same, so each is hashed once. */
const hashes = new WeakMap<Sample, string>();

export function questionHashOf(sample: Sample): string {
  const known = hashes.get(sample);
  if (known !== undefined) return known;
  const made = questionHash(sample);
  hashes.set(sample, made);
  return made;
}

const indexById = memoizeLast(
  (samples: readonly Sample[]): ReadonlyMap<string, Sample> => new Map(samples.map((sample) => [sample.id, sample])),
);

/** What the model answered about a sample; undefined where it has not been asked. Editing mentions leaves it as it is. */
export function predictionOf(
  { samples, predictions }: Part<'samples' | 'predictions'>,
  sampleId: string,
): SamplePrediction | undefined {
  if (predictions.size === 0) return undefined;
  const sample = indexById(samples).get(sampleId);
  return sample === undefined ? undefined : predictions.get(questionHashOf(sample));
}
