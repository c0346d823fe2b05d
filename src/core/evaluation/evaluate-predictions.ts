import type { EntityType } from '../corpus/corpus.ts';
import { placeNames } from '../samples/place-names.ts';
import type { Sample } from '../samples/sample.ts';
import { parseAnswer, type AnswerEntity } from '../samples/templates.ts';
import type { Span } from '../text/span.ts';
import { nameMultisetF1, type SampleNames } from './name-multiset-f1.ts';
import { strictSpanF1, type EvaluationScore, type PredictedSpans } from './strict-span-f1.ts';

/** What a model said about one sample: its raw answer, or mentions with places in the sample's input. */
export type Prediction =
  | { readonly kind: 'answer'; readonly id: string; readonly answer: string }
  | {
      readonly kind: 'mentions';
      readonly id: string;
      readonly mentions: readonly { readonly span: Span; readonly entityType: EntityType }[];
    };

export interface EvaluationReport {
  readonly strictSpans: EvaluationScore;
  /** Laxer; show it as `NAME_MULTISET_LABEL`. */
  readonly names: EvaluationScore;
  readonly samples: number;
  /** Samples without a prediction: their mentions count as missed. */
  readonly missingIds: readonly string[];
  /** Predictions for no sample here, which count for nothing. */
  readonly unknownIds: readonly string[];
  /** Second and later predictions for one sample, which count for nothing. */
  readonly repeatedIds: readonly string[];
  /** Answers that are no JSON array of entities; they count as empty. */
  readonly malformed: readonly { readonly id: string; readonly detail: string }[];
  /** Names that stand nowhere in the input; each is a false positive of the strict score. */
  readonly unplaced: readonly (AnswerEntity & { readonly id: string })[];
}

type GoldSample = Pick<Sample, 'id' | 'input' | 'mentions'>;

/** Scores predictions against the samples' own mentions. Names of a raw answer get their places by `placeNames`. */
export function evaluatePredictions(
  samples: readonly GoldSample[],
  predictions: readonly Prediction[],
): EvaluationReport {
  const sampleById = new Map(samples.map((sample) => [sample.id, sample]));
  const seen = new Set<string>();
  const unknownIds: string[] = [];
  const repeatedIds: string[] = [];
  const malformed: { id: string; detail: string }[] = [];
  const unplaced: (AnswerEntity & { id: string })[] = [];
  const spans: PredictedSpans[] = [];
  const names: SampleNames[] = [];

  for (const prediction of predictions) {
    const { id } = prediction;
    const sample = sampleById.get(id);
    if (sample === undefined) unknownIds.push(id);
    else if (seen.has(id)) repeatedIds.push(id);
    if (sample === undefined || seen.has(id)) continue;
    seen.add(id);
    if (prediction.kind === 'mentions') {
      spans.push({ id, mentions: prediction.mentions });
      names.push({ id, entities: prediction.mentions.map((mention) => nameIn(sample.input, mention)) });
      continue;
    }
    const parsed = parseAnswer(prediction.answer);
    if (parsed.kind === 'malformed') {
      malformed.push({ id, detail: parsed.detail });
      continue;
    }
    const placed = placeNames(sample.input, parsed.entities);
    unplaced.push(...placed.unplaced.map((entity) => ({ ...entity, id })));
    spans.push({ id, ...placed });
    names.push({ id, entities: parsed.entities.map(({ entity, name }) => ({ entityType: entity, name })) });
  }

  return {
    strictSpans: strictSpanF1(samples, spans),
    names: nameMultisetF1(samples.map(goldNames), names),
    samples: samples.length,
    missingIds: samples.filter(({ id }) => !seen.has(id)).map(({ id }) => id),
    unknownIds,
    repeatedIds,
    malformed,
    unplaced,
  };
}

function goldNames({ id, mentions }: GoldSample): SampleNames {
  return { id, entities: mentions.map(({ entityType, quote }) => ({ entityType, name: quote })) };
}

function nameIn(
  input: string,
  { span, entityType }: { readonly span: Span; readonly entityType: EntityType },
): SampleNames['entities'][number] {
  return { entityType, name: input.slice(span.start, span.end) };
}
