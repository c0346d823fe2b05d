/** How far a scoring run is. Rates come from a moving window of its last seconds. */
export interface ScoreProgress {
  readonly doneCount: number;
  readonly totalCount: number;
  readonly samplesPerSecond: number;
  readonly tokensPerSecond: number;
  /** From a moving window; undefined until it is known. */
  readonly remainingMs: number | undefined;
}

/** How far a call of the scorer is. Work is counted as `scoringWork` does: samples of unlike length take unlike time. */
export interface ScoringProgress extends ScoreProgress {
  readonly workDone: number;
  readonly workTotal: number;
  readonly workPerSecond: number;
}

/** Rates are measured over this much of the past: long enough to be steady, short enough to follow a change. */
const WINDOW_MS = 20_000;

/** Follows a run: call with totals so far and the time, get the progress. */
export type RateMeter = (doneCount: number, tokenCount: number, nowMs: number) => ScoreProgress;

/** @param startMs when the run began, on the same clock as later calls. */
export function createRateMeter(totalCount: number, startMs: number): RateMeter {
  const points = [{ doneCount: 0, tokenCount: 0, atMs: startMs }];
  return (doneCount, tokenCount, nowMs) => {
    points.push({ doneCount, tokenCount, atMs: nowMs });
    while (points.length > 2 && (points[1]?.atMs ?? nowMs) < nowMs - WINDOW_MS) points.shift();
    const first = points[0];
    const seconds = first === undefined ? 0 : (nowMs - first.atMs) / 1000;
    if (first === undefined || seconds <= 0) {
      return { doneCount, totalCount, samplesPerSecond: 0, tokensPerSecond: 0, remainingMs: undefined };
    }
    const samplesPerSecond = (doneCount - first.doneCount) / seconds;
    const tokensPerSecond = (tokenCount - first.tokenCount) / seconds;
    const remainingMs = samplesPerSecond > 0 ? ((totalCount - doneCount) / samplesPerSecond) * 1000 : undefined;
    return { doneCount, totalCount, samplesPerSecond, tokensPerSecond, remainingMs };
  };
}

/** What a call has done so far, each a total. */
export interface WorkSoFar {
  readonly doneCount: number;
  readonly tokenCount: number;
  readonly work: number;
}

/**
 * Follows a run by the work it has done, so that the time left is right while the longest samples are read.
 *
 * @param startMs when the run began, on the same clock as later calls.
 */
export function createWorkMeter(
  { totalCount, workTotal }: { readonly totalCount: number; readonly workTotal: number },
  startMs: number,
): (soFar: WorkSoFar, nowMs: number) => ScoringProgress {
  const points = [{ tokenCount: 0, work: 0, atMs: startMs }];
  return ({ doneCount, tokenCount, work }, nowMs) => {
    points.push({ tokenCount, work, atMs: nowMs });
    while (points.length > 2 && (points[1]?.atMs ?? nowMs) < nowMs - WINDOW_MS) points.shift();
    const first = points[0] ?? { tokenCount: 0, work: 0, atMs: startMs };
    const seconds = (nowMs - first.atMs) / 1000;
    const perSecond = (amount: number): number => (seconds > 0 ? amount / seconds : 0);
    const workPerSecond = perSecond(work - first.work);
    return {
      doneCount,
      totalCount,
      samplesPerSecond: workTotal > 0 ? (workPerSecond * totalCount) / workTotal : 0,
      tokensPerSecond: perSecond(tokenCount - first.tokenCount),
      remainingMs: workPerSecond > 0 ? (1000 * Math.max(0, workTotal - work)) / workPerSecond : undefined,
      workDone: work,
      workTotal,
      workPerSecond,
    };
  };
}
