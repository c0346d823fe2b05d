import type { Sample } from '../../samples/sample.ts';
import { nameMultisetF1, type SampleNames } from './name-multiset-f1.ts';
import { resolvePredictions, type Prediction, type PredictionFaults } from './resolve-predictions.ts';
import type { EvaluationScore } from './score-by-type.ts';
import { strictSpanF1 } from './strict-span-f1.ts';

export interface EvaluationReport extends PredictionFaults {
  readonly strictSpans: EvaluationScore;
  /** Laxer; show it as `NAME_MULTISET_LABEL`. */
  readonly names: EvaluationScore;
  readonly samples: number;
}

type GoldSample = Pick<Sample, 'id' | 'input' | 'mentions'>;

/** Scores predictions against the samples' own mentions. */
export function evaluatePredictions(
  samples: readonly GoldSample[],
  predictions: readonly Prediction[],
): EvaluationReport {
  const { resolved, faults } = resolvePredictions(samples, predictions);
  const names = resolved.map((prediction): SampleNames => ({ id: prediction.id, entities: prediction.names }));
  return {
    strictSpans: strictSpanF1(samples, resolved),
    names: nameMultisetF1(samples.map(goldNames), names),
    samples: samples.length,
    ...faults,
  };
}

function goldNames({ id, mentions }: GoldSample): SampleNames {
  return { id, entities: mentions.map(({ entityType, quote }) => ({ entityType, name: quote })) };
}
