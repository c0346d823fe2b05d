import type { AnnotationGap } from '../corpus/corpus.ts';
import { isPositiveSample, type Sample } from './sample.ts';

/**
 * What a sample's annotation is, by the number that stands for it in `SampleColumns.state`. `negative` and `positive`:
 * it is complete, without and with an entity. The others, in short *not annotated*: it has a gap that no person has
 * settled, whatever mentions stand in it; they are named as the gap is.
 */
export const SAMPLE_STATES = ['negative', 'positive', 'unannotated', 'partial', 'lost'] as const satisfies readonly (
  'negative' | 'positive' | AnnotationGap['kind']
)[];

export type SampleState = (typeof SAMPLE_STATES)[number];

export const NEGATIVE = SAMPLE_STATES.indexOf('negative');
export const POSITIVE = SAMPLE_STATES.indexOf('positive');

/** Where a sample has several gaps, it is named after the first of these. */
export const GAPS_BY_WEIGHT = ['unannotated', 'lost', 'partial'] as const satisfies readonly AnnotationGap['kind'][];

/** What the annotation of a sample is known by. */
export type StatedSample = Pick<Sample, 'mentions'> & Partial<Pick<Sample, 'answer' | 'gaps' | 'settled'>>;

/** The one place that says what a sample is: thread, page, command line and export ask here. */
export function sampleState(sample: StatedSample): SampleState {
  const gap = sample.settled === true ? undefined : heaviestGap(sample.gaps ?? []);
  if (gap !== undefined) return gap;
  return isPositiveSample(sample) ? 'positive' : 'negative';
}

/** Whether the annotation is complete: positive or negative. */
export function isAnnotatedState(state: SampleState): state is 'negative' | 'positive' {
  return state === 'negative' || state === 'positive';
}

/** Whether a value of `SampleColumns.state` means a complete annotation. */
export function isAnnotatedCode(code: number | undefined): boolean {
  return code === NEGATIVE || code === POSITIVE;
}

/** Whether the annotation of a sample is complete. */
export function isAnnotated(sample: StatedSample): boolean {
  return isAnnotatedState(sampleState(sample));
}

/** Undefined where there is none. */
function heaviestGap(gaps: readonly Pick<AnnotationGap, 'kind'>[]): AnnotationGap['kind'] | undefined {
  return GAPS_BY_WEIGHT.find((kind) => gaps.some((gap) => gap.kind === kind));
}

/** How many samples are what. */
export interface StateCounts {
  readonly positives: number;
  readonly negatives: number;
  readonly notAnnotated: number;
}

/** Counts positives, negatives and samples that are not annotated. */
export function countStates(states: Iterable<SampleState>): StateCounts {
  let [positives, negatives, notAnnotated] = [0, 0, 0];
  for (const state of states) {
    if (state === 'positive') positives += 1;
    else if (state === 'negative') negatives += 1;
    else notAnnotated += 1;
  }
  return { positives, negatives, notAnnotated };
}
