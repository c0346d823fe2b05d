import type { SelectionStrategy } from '../../core/selection/selection.ts';
import { STRATEGIES } from '../../core/selection/strategies.ts';

/** One training of the study: a way to select, how much of it, and the seed of draw, order and adapters. */
export interface StudyRun {
  /** Names the run's folder. */
  readonly key: string;
  readonly strategy: SelectionStrategy;
  readonly keepRatio: number;
  readonly seed: number;
}

/** Every strategy at every ratio with every seed; one that heeds no ratio has one. */
export function planStudy(axes: {
  readonly strategies: readonly SelectionStrategy[];
  readonly keepRatios: readonly number[];
  readonly seeds: readonly number[];
}): readonly StudyRun[] {
  return axes.strategies.flatMap((strategy) => {
    const ratios = STRATEGIES[strategy].heedsKeepRatio ? axes.keepRatios : [1];
    return ratios.flatMap((keepRatio) =>
      axes.seeds.map((seed) => ({ key: `${strategy}-${keepRatio}-seed-${seed}`, strategy, keepRatio, seed })),
    );
  });
}
