import { useDeferredValue, useMemo } from 'react';
import { isPositiveSample } from '../../core/samples/sample.ts';
import type { IfdPoint } from '../common/ifd-bars.ts';
import { leftToScore } from '../../studio/selectors.ts';
import { useStudio } from '../common/studio-context.tsx';

export interface ScoreSummary {
  readonly samples: number;
  /** Samples that have a result, an IFD or a reason for none. */
  readonly measured: number;
  /** Distinct contents left to score: identical samples are scored once. */
  readonly waiting: number;
  /** IFDs of the positive samples, the ones that are ranked. */
  readonly points: readonly IfdPoint[];
  readonly medianIfd: number | undefined;
  readonly atCeiling: number;
  /** Positive and negative samples without an IFD, by reason. */
  readonly unscored: readonly { readonly reason: string; readonly positives: number; readonly negatives: number }[];
  readonly truncated: number;
  /** What computed the scores, as JSON of `ScoreProvenance`, with how many contents each. */
  readonly origins: ReadonlyMap<string, number>;
}

/** What the scores say so far; counted once per batch. */
export function useScoreSummary(): ScoreSummary {
  const samples = useStudio((state) => state.samples);
  const scores = useDeferredValue(useStudio((state) => state.scores));
  const waiting = useStudio(leftToScore);
  const ceiling = useStudio((state) => state.selectionOptions.ifdCeiling);
  return useMemo(() => {
    const points: IfdPoint[] = [];
    const unscored = new Map<string, { positives: number; negatives: number }>();
    let measured = 0;
    let truncated = 0;
    const origins = new Map<string, number>();
    for (const { provenance } of scores.values()) origins.set(provenance, (origins.get(provenance) ?? 0) + 1);
    for (const sample of samples) {
      const result = scores.get(sample.contentHash)?.result;
      if (result === undefined) continue;
      measured += 1;
      if (result.kind === 'scored') {
        if (isPositiveSample(sample)) points.push({ ifd: result.ifd, kept: true });
        if (result.truncated) truncated += 1;
        continue;
      }
      const counts = unscored.get(result.reason) ?? { positives: 0, negatives: 0 };
      if (isPositiveSample(sample)) counts.positives += 1;
      else counts.negatives += 1;
      unscored.set(result.reason, counts);
    }
    const sorted = Float64Array.from(points, (point) => point.ifd).sort();
    const middle = Math.floor(sorted.length / 2);
    const [low, high] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
    return {
      samples: samples.length,
      measured,
      waiting,
      points,
      medianIfd: low === undefined || high === undefined ? undefined : (low + high) / 2,
      atCeiling: points.filter((point) => point.ifd >= ceiling).length,
      unscored: [...unscored].map(([reason, counts]) => ({ reason, ...counts })),
      truncated,
      origins,
    };
  }, [samples, scores, ceiling, waiting]);
}
