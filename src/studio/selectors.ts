import { type CorpusEdits, passageKey } from '../core/annotations/current-corpus.ts';
import type { UnscoredReason } from '../core/ifd/ifd.ts';
import type { Sample } from '../core/samples/sample.ts';
import { applyDecisions, type FinalPick } from '../core/selection/apply-decisions.ts';
import type { Decision, Selection } from '../core/selection/selection.ts';
import {
  type EntityTypeStatistics,
  indexMentions,
  type MentionIndex,
  selectionStatistics,
} from '../core/selection/selection-statistics.ts';
import type { ScoreSummary } from '../storage/project-store.ts';
import { memoizeLast } from './memoize-last.ts';
import type { StudioState } from './state.ts';

type Part<K extends keyof StudioState> = Pick<StudioState, K>;

const NO_PICKS: readonly FinalPick[] = [];
const NO_SAMPLES: readonly Sample[] = [];

const pickFinally = memoizeLast(
  (selection: Selection | undefined, decisions: ReadonlyMap<string, Decision>): readonly FinalPick[] =>
    selection === undefined ? NO_PICKS : applyDecisions(selection, decisions),
);

/** What goes out and why, in the order of the samples; empty while there is no selection. */
export function finalPicks({ selection, decisions }: Part<'selection' | 'decisions'>): readonly FinalPick[] {
  return pickFinally(selection, decisions);
}

const countKept = memoizeLast((picks: readonly FinalPick[]): number =>
  picks.reduce((count, { kept }) => count + (kept ? 1 : 0), 0),
);

/** Samples that go out. */
export function keptCount(state: Part<'selection' | 'decisions'>): number {
  return countKept(finalPicks(state));
}

export interface DecisionCounts {
  readonly approved: number;
  readonly rejected: number;
  readonly unsure: number;
  readonly undecided: number;
}

const countVerdicts = memoizeLast(
  (samples: readonly Sample[], decisions: ReadonlyMap<string, Decision>): DecisionCounts => {
    const counts = { approved: 0, rejected: 0, unsure: 0, undecided: 0 };
    for (const { id } of samples) counts[decisions.get(id)?.verdict ?? 'undecided'] += 1;
    return counts;
  },
);

/** Of the samples there are; decisions on others wait for their return. */
export function decisionCounts({ samples, decisions }: Part<'samples' | 'decisions'>): DecisionCounts {
  return countVerdicts(samples, decisions);
}

const indexOnce = memoizeLast((samples: readonly Sample[]): MentionIndex => indexMentions(samples));

const countTypes = memoizeLast(
  (samples: readonly Sample[], picks: readonly FinalPick[]): readonly EntityTypeStatistics[] =>
    selectionStatistics(indexOnce(samples), (index) => picks[index]?.kept ?? false),
);

/** Mentions and names kept and vanished, per entity type, decisions counted in. */
export function keptByType(state: Part<'samples' | 'selection' | 'decisions'>): readonly EntityTypeStatistics[] {
  return countTypes(state.samples, finalPicks(state));
}

const findUnscored = memoizeLast(
  (samples: readonly Sample[], scores: ReadonlyMap<string, ScoreSummary>): readonly Sample[] =>
    samples.filter(({ contentHash }) => !scores.has(contentHash)),
);

/** Samples that have no result yet, neither an IFD nor a reason for none. */
export function unscoredSamples({ samples, scores }: Part<'samples' | 'scores'>): readonly Sample[] {
  return findUnscored(samples, scores);
}

const countDistinct = memoizeLast(
  (samples: readonly Sample[]): number => new Set(samples.map(({ contentHash }) => contentHash)).size,
);

const findChanged = memoizeLast((unscored: readonly Sample[], edits: CorpusEdits): readonly Sample[] =>
  edits.size === 0 ? NO_SAMPLES : unscored.filter((sample) => edits.has(passageKey(sample))),
);

/** Samples that have no score because a person changed their mentions since. */
export function changedSamples(state: Part<'samples' | 'scores' | 'edits'>): readonly Sample[] {
  return findChanged(unscoredSamples(state), state.edits);
}

/** Contents left to score: identical samples are scored once. */
export function leftToScore(state: Part<'samples' | 'scores'>): number {
  return countDistinct(unscoredSamples(state));
}

const countReasons = memoizeLast(
  (samples: readonly Sample[], scores: ReadonlyMap<string, ScoreSummary>): ReadonlyMap<UnscoredReason, number> => {
    const counts = new Map<UnscoredReason, number>();
    for (const { contentHash } of samples) {
      const result = scores.get(contentHash)?.result;
      if (result?.kind === 'unscored') counts.set(result.reason, (counts.get(result.reason) ?? 0) + 1);
    }
    return counts;
  },
);

/** Samples the model could not score, by reason. */
export function unscoredByReason({ samples, scores }: Part<'samples' | 'scores'>): ReadonlyMap<UnscoredReason, number> {
  return countReasons(samples, scores);
}
