import type { Scoring } from '../../core/ifd/scoring.ts';
import { memoizeLast } from './memoize-last.ts';
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

/** Samples without a score of their own: never scored, or edited since. */
export function waitingCount({ sampleView }: Part<'sampleView'>): number {
  if (sampleView === undefined) return 0;
  const waiting = sampleView.counts.byOutcome['not-scored-yet'];
  return waiting.positives + waiting.negatives + sampleView.counts.stale;
}

/** The scoring whose scores are shown; undefined where nothing was scored. */
export function shownScoring({ scorings, shownScoringId }: Part<'scorings' | 'shownScoringId'>): Scoring | undefined {
  return scorings.find(({ id }) => id === shownScoringId);
}

/** The scoring behind the selection that holds. */
export function scoringOfSelection({ scorings, selection }: Part<'scorings' | 'selection'>): Scoring | undefined {
  return selection && scorings.find(({ id }) => id === selection.scoringId);
}

/** Samples that the model has read as they are now: they have an IFD or a reason for none. */
export function measuredCount({ sampleView }: Part<'sampleView'>): number {
  if (sampleView === undefined) return 0;
  return scorableCount({ sampleView }) - waitingCount({ sampleView });
}

/**
 * Samples that are there and that somebody decided on. What the disk refuses is in this tab alone, and the storage
 * thread counts none of it: then all decisions of the tab.
 */
export function decidedCount({ sampleView, save, decisions }: Part<'sampleView' | 'save' | 'decisions'>): number {
  if (sampleView === undefined) return 0;
  if (save.kind === 'failed') return decisions.size;
  const { samples, byVerdict } = sampleView.counts;
  return samples - byVerdict.undecided;
}

/** Samples that go out, decisions counted in. */
export function keptCount({ sampleView }: Part<'sampleView'>): number {
  return sampleView?.counts.kept ?? 0;
}

const listUnused = memoizeLast((corpus: StudioState['corpus'], asked: readonly string[]): readonly string[] => {
  if (corpus.kind !== 'ready') return [];
  const used = new Set(corpus.entityTypes.filter(({ count }) => count > 0).map(({ entityType }) => entityType));
  return asked.filter((entityType) => !used.has(entityType));
});

/** Types that samples ask for and no mention of the corpus has: nobody may have looked for them. */
export function typesWithoutMention({ corpus, sampleOptions }: Part<'corpus' | 'sampleOptions'>): readonly string[] {
  return listUnused(corpus, sampleOptions.entityTypes);
}
