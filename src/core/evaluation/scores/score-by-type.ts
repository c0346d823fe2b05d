import type { EntityType } from '../../corpus/corpus.ts';
import { scoreMatches, type MatchCounts, type MatchScore } from './precision-recall.ts';

export interface TypeScore extends MatchScore {
  readonly entityType: EntityType;
}

export interface EvaluationScore {
  /** Over all mentions of all samples. */
  readonly micro: MatchScore;
  /** One row for each type in gold or predictions, by name. */
  readonly byType: readonly TypeScore[];
}

/** Scores of each type, by name, and of all together. */
export function scoreByType(
  entityTypes: Iterable<EntityType>,
  countsOf: (entityType: EntityType) => MatchCounts,
): EvaluationScore {
  const total = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  const byType = [...new Set(entityTypes)].sort().map((entityType): TypeScore => {
    const counts = countsOf(entityType);
    total.truePositives += counts.truePositives;
    total.falsePositives += counts.falsePositives;
    total.falseNegatives += counts.falseNegatives;
    return { entityType, ...scoreMatches(counts) };
  });
  return { micro: scoreMatches(total), byType };
}
