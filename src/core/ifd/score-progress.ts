/** How far a scoring run is. Rates come from a moving window of its last seconds. */
export interface ScoreProgress {
  readonly doneCount: number;
  readonly totalCount: number;
  readonly samplesPerSecond: number;
  readonly tokensPerSecond: number;
  /** From a moving window; undefined until it is known. */
  readonly remainingMs: number | undefined;
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
