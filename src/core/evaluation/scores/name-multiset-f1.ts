import type { EntityType } from '../../corpus/corpus.ts';
import { sum } from '../../numbers/sum.ts';
import { type EvaluationScore, scoreByType } from './score-by-type.ts';

/** How this score is labelled wherever it is shown: it is laxer than strict span F1 and must not pass for it. */
export const NAME_MULTISET_LABEL = '(type, name) multiset F1, places ignored';

/** The entities of one sample as names, gold or predicted. */
export interface SampleNames {
  readonly id: string;
  readonly entities: readonly { readonly entityType: EntityType; readonly name: string }[];
}

/**
 * F1 over (sample, type, name) as multisets: a name said twice has to be there twice. Names are compared exactly.
 * It is what papers on JSON generation often report, and it never asks where a name stands.
 */
export function nameMultisetF1(gold: readonly SampleNames[], predicted: readonly SampleNames[]): EvaluationScore {
  const goldCounts = countsByType(gold);
  const predictedCounts = countsByType(predicted);
  return scoreByType([...goldCounts.keys(), ...predictedCounts.keys()], (entityType) => {
    const goldOfType = goldCounts.get(entityType) ?? new Map<string, number>();
    const predictedOfType = predictedCounts.get(entityType) ?? new Map<string, number>();
    let truePositives = 0;
    for (const [key, count] of predictedOfType) truePositives += Math.min(count, goldOfType.get(key) ?? 0);
    return {
      truePositives,
      falsePositives: sum(predictedOfType.values()) - truePositives,
      falseNegatives: sum(goldOfType.values()) - truePositives,
    };
  });
}

function countsByType(samples: readonly SampleNames[]): Map<EntityType, Map<string, number>> {
  const counts = new Map<EntityType, Map<string, number>>();
  for (const { id, entities } of samples) {
    for (const { entityType, name } of entities) {
      const ofType = counts.get(entityType) ?? new Map<string, number>();
      // The length keeps id and name apart whatever characters they hold.
      const key = `${id.length} ${id}${name}`;
      ofType.set(key, (ofType.get(key) ?? 0) + 1);
      counts.set(entityType, ofType);
    }
  }
  return counts;
}
