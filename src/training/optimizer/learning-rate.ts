export const SCHEDULES = ['cosine', 'linear', 'constant'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/**
 * The learning rate of update `update` (0-based) of `total`: a linear rise over the first `warmupRatio` of all updates
 * (rounded up), then constant, falling in a line to 0, or falling along half a cosine to 0. As transformers' schedules
 * of these names: the rate of the n-th update of the warm-up is n/warm-up of the highest, counted from 0, and the very
 * first update of a warm-up would do nothing; here it counts from 1.
 */
export function learningRate(
  update: number,
  options: {
    readonly total: number;
    readonly peak: number;
    readonly schedule: Schedule;
    readonly warmupRatio: number;
  },
): number {
  const { total, peak, schedule, warmupRatio } = options;
  const warmup = Math.ceil(total * warmupRatio);
  if (update < warmup) return (peak * (update + 1)) / warmup;
  const progress = (update - warmup) / Math.max(1, total - warmup);
  switch (schedule) {
    case 'constant':
      return peak;
    case 'linear':
      return peak * (1 - progress);
    case 'cosine':
      return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
    default:
      return schedule satisfies never;
  }
}
