import type { EntityType } from '../../corpus/corpus.ts';
import type { Span } from '../../text/span.ts';
import { type EvaluationScore, scoreByType } from './score-by-type.ts';

/** The entities of one sample, gold or predicted; a `Sample` is one. Of a discontinuous mention the hull counts. */
export interface SampleSpans {
  readonly id: string;
  readonly mentions: readonly { readonly span: Span; readonly entityType: EntityType }[];
}

/** A model's entities; a name that stands nowhere in the text has no span and is still wrong. */
export interface PredictedSpans extends SampleSpans {
  readonly unplaced?: readonly { readonly entity: EntityType }[];
}

/**
 * Strict span F1: a prediction counts only if sample, start, end and type all equal a gold mention. Sets, so a
 * mention said twice counts once. Samples on one side only count as wholly missed or wholly spurious. Each unplaced
 * name is a false positive.
 */
export function strictSpanF1(gold: readonly SampleSpans[], predicted: readonly PredictedSpans[]): EvaluationScore {
  const goldKeys = keysByType(gold);
  const predictedKeys = keysByType(predicted);
  const unplacedCounts = countUnplaced(predicted);
  const entityTypes = [...goldKeys.keys(), ...predictedKeys.keys(), ...unplacedCounts.keys()];
  return scoreByType(entityTypes, (entityType) => {
    const goldSet = goldKeys.get(entityType) ?? new Set();
    const predictedSet = predictedKeys.get(entityType) ?? new Set();
    let truePositives = 0;
    for (const key of predictedSet) if (goldSet.has(key)) truePositives++;
    return {
      truePositives,
      falsePositives: predictedSet.size - truePositives + (unplacedCounts.get(entityType) ?? 0),
      falseNegatives: goldSet.size - truePositives,
    };
  });
}

function keysByType(samples: readonly SampleSpans[]): Map<EntityType, Set<string>> {
  const keys = new Map<EntityType, Set<string>>();
  for (const { id, mentions } of samples) {
    for (const { span, entityType } of mentions) {
      const ofType = keys.get(entityType) ?? new Set();
      // Numbers first: an id may hold any character without two keys running into each other.
      ofType.add(`${span.start} ${span.end} ${id}`);
      keys.set(entityType, ofType);
    }
  }
  return keys;
}

function countUnplaced(samples: readonly PredictedSpans[]): Map<EntityType, number> {
  const counts = new Map<EntityType, number>();
  for (const { unplaced = [] } of samples) {
    for (const { entity } of unplaced) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  }
  return counts;
}
