import type { ScoringProgress } from '../../worker/scorer-protocol.ts';
import { measuredCount, scorableCount } from '../state/selectors.ts';
import type { RunProgress } from '../state/slices/scoring-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** The screen follows at this pace. */
const SHOW_EVERY_MS = 250;

/** Joins what the calls of a run say, each of its stretch, to what the run has done and has left. */
export interface RunFollower {
  readonly at: (progress: ScoringProgress) => RunProgress;
  /** The next progress is another call's. */
  readonly endCall: () => void;
}

/** @param begin of the run, before its first batch. */
export function createRunFollower({ totalCount, share: shareBefore, isAnew }: RunProgress): RunFollower {
  let before = { count: 0, work: 0 };
  let call: ScoringProgress | undefined;
  return {
    at: (progress) => {
      call = progress;
      const done = { count: before.count + progress.doneCount, work: before.work + progress.workDone };
      // What nobody has read yet is taken to be as long as what was.
      const known = { count: before.count + progress.totalCount, work: before.work + progress.workTotal };
      const laterCount = Math.max(0, totalCount - known.count);
      const laterWork = known.count === 0 ? 0 : (laterCount * known.work) / known.count;
      const left = Math.max(0, known.work + laterWork - done.work);
      const { workPerSecond, samplesPerSecond, tokensPerSecond } = progress;
      return {
        doneCount: done.count,
        totalCount: Math.max(totalCount, done.count),
        samplesPerSecond,
        tokensPerSecond,
        remainingMs: workPerSecond > 0 ? (1000 * left) / workPerSecond : undefined,
        share: done.work + left > 0 ? shareBefore + ((1 - shareBefore) * done.work) / (done.work + left) : shareBefore,
        isAnew,
      };
    },
    endCall: () => {
      if (call === undefined) return;
      before = { count: before.count + call.totalCount, work: before.work + call.workTotal };
      call = undefined;
    },
  };
}

/** Before the first batch is through. */
export function nothingDone(
  { get, session: { scoringAnew } }: Pick<StudioContext, 'get' | 'session'>,
  totalCount: number,
): RunProgress {
  const isAnew = scoringAnew !== undefined;
  const [done, all] = isAnew
    ? [scoringAnew.done.size, scoringAnew.totalCount]
    : [measuredCount(get()), scorableCount(get())];
  const share = done / Math.max(1, all);
  return { doneCount: 0, totalCount, samplesPerSecond: 0, tokensPerSecond: 0, remainingMs: undefined, share, isAnew };
}

/** On the screen, at its pace while the run goes on. */
export function showProgress({ get, set, deps, session }: StudioContext, progress: RunProgress): void {
  const { scoring } = get();
  switch (scoring.kind) {
    case 'idle':
    case 'stopped':
      return;
    case 'running':
      if (progress.doneCount === 0) break;
      if (deps.now() - session.scoresShownAtMs < SHOW_EVERY_MS) return;
      session.scoresShownAtMs = deps.now();
      break;
    case 'pausing':
    case 'paused':
    case 'stopping':
      break;
    default:
      scoring satisfies never;
  }
  set({ scoring: { kind: scoring.kind, progress } });
}
