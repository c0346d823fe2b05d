import type { EntityType } from '../../corpus/corpus.ts';
import { placeNames } from '../../samples/place-names.ts';
import type { Sample } from '../../samples/sample.ts';
import { parseAnswer, type AnswerEntity } from '../../samples/templates.ts';
import type { Span } from '../../text/span.ts';
import type { SampleNames } from './name-multiset-f1.ts';

/** A predicted mention with its place. */
export interface PlacedPrediction {
  readonly span: Span;
  readonly entityType: EntityType;
  /** In [0, 1]; where the model gave one. */
  readonly confidence?: number;
}

/** What a model said about one sample: its raw answer, or mentions with places in the sample's input. */
export type Prediction =
  | { readonly kind: 'answer'; readonly id: string; readonly answer: string }
  | { readonly kind: 'mentions'; readonly id: string; readonly mentions: readonly PlacedPrediction[] };

/** A prediction that counts: of a sample that is there, the first one for it, and readable. */
export interface ResolvedPrediction {
  readonly id: string;
  readonly mentions: readonly PlacedPrediction[];
  /** Entities whose name stands nowhere in the input, or is said more often than it stands. */
  readonly unplaced: readonly AnswerEntity[];
  readonly names: SampleNames['entities'];
}

/** What is wrong with predictions; all of it is told, none of it ends the evaluation. */
export interface PredictionFaults {
  /** Samples without a prediction: their mentions count as missed. */
  readonly missingIds: readonly string[];
  /** Predictions for no sample here, which count for nothing. */
  readonly unknownIds: readonly string[];
  /** Second and later predictions for one sample, which count for nothing. */
  readonly repeatedIds: readonly string[];
  /** Answers that are no JSON array of entities; they count as empty. */
  readonly malformed: readonly { readonly id: string; readonly detail: string }[];
  /** Names that stand nowhere in the input, or are said more often; each is a false positive of the strict score. */
  readonly unplaced: readonly (AnswerEntity & { readonly id: string })[];
}

/** Brings predictions together with their samples. Names of a raw answer get their places by `placeNames`. */
export function resolvePredictions(
  samples: readonly Pick<Sample, 'id' | 'input'>[],
  predictions: readonly Prediction[],
): { readonly resolved: readonly ResolvedPrediction[]; readonly faults: PredictionFaults } {
  const sampleById = new Map(samples.map((sample) => [sample.id, sample]));
  const seen = new Set<string>();
  const unknownIds: string[] = [];
  const repeatedIds: string[] = [];
  const malformed: { id: string; detail: string }[] = [];
  const resolved: ResolvedPrediction[] = [];
  for (const prediction of predictions) {
    const { id } = prediction;
    const sample = sampleById.get(id);
    if (sample === undefined) unknownIds.push(id);
    else if (seen.has(id)) repeatedIds.push(id);
    if (sample === undefined || seen.has(id)) continue;
    seen.add(id);
    if (prediction.kind === 'mentions') {
      const { mentions } = prediction;
      const names = mentions.map(({ span, entityType }) => ({
        entityType,
        name: sample.input.slice(span.start, span.end),
      }));
      resolved.push({ id, mentions, unplaced: [], names });
      continue;
    }
    const parsed = parseAnswer(prediction.answer);
    if (parsed.kind === 'malformed') {
      malformed.push({ id, detail: parsed.detail });
      continue;
    }
    const { mentions, absent, repeated } = placeNames(sample.input, parsed.entities);
    const tooMany = repeated.flatMap(({ entity, namedCount, placedCount }) =>
      Array.from({ length: namedCount - placedCount }, () => entity),
    );
    const unplaced = [...absent, ...tooMany];
    const names = parsed.entities.map(({ entity, name }) => ({ entityType: entity, name }));
    resolved.push({ id, mentions, unplaced, names });
  }
  return {
    resolved,
    faults: {
      missingIds: samples.filter(({ id }) => !seen.has(id)).map(({ id }) => id),
      unknownIds,
      repeatedIds,
      malformed,
      unplaced: resolved.flatMap(({ id, unplaced }) => unplaced.map((entity) => ({ ...entity, id }))),
    },
  };
}
