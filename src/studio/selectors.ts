import type { StudioState } from './state.ts';

type Part<K extends keyof StudioState> = Pick<StudioState, K>;

/** Samples there are; 0 until they are made. */
export function sampleCount({ sampleView }: Part<'sampleView'>): number {
  return sampleView?.counts.samples ?? 0;
}

/** Samples that can be scored: those that are annotated. */
export function scorableCount({ sampleView }: Part<'sampleView'>): number {
  return sampleView === undefined ? 0 : sampleView.counts.samples - sampleView.counts.notAnnotated;
}

/** Samples that are not annotated yet. */
export function notAnnotatedCount({ sampleView }: Part<'sampleView'>): number {
  return sampleView?.counts.notAnnotated ?? 0;
}

/** Samples that the model has read: they have an IFD or a reason for none. */
export function measuredCount({ sampleView }: Part<'sampleView'>): number {
  if (sampleView === undefined) return 0;
  const waiting = sampleView.counts.byOutcome['not-scored-yet'];
  return scorableCount({ sampleView }) - waiting.positives - waiting.negatives;
}

/** Samples that are there and that somebody decided on. */
export function decidedCount({ sampleView }: Part<'sampleView'>): number {
  if (sampleView === undefined) return 0;
  const { samples, byVerdict } = sampleView.counts;
  return samples - byVerdict.undecided;
}

/** Samples that go out, decisions counted in. */
export function keptCount({ sampleView }: Part<'sampleView'>): number {
  if (sampleView?.selected === undefined) return 0;
  const { counts, overruled } = sampleView.selected;
  return counts.keptPositives + counts.keptNegatives + overruled.approved - overruled.rejected;
}
