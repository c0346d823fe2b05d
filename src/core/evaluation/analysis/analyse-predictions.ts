import type { EntityType } from '../../corpus/corpus.ts';
import type { Sample } from '../../samples/sample.ts';
import { bootstrapF1, DEFAULT_BOOTSTRAP, type BootstrapOptions, type Interval } from './bootstrap.ts';
import { countConfusion, type Confusion } from './confusion.ts';
import { evaluatePredictions, type EvaluationReport } from '../scores/evaluate-predictions.ts';
import type { JudgedMention } from '../calibration/mention-calibration.ts';
import { judgeMentions, type MentionVerdict } from './mention-errors.ts';
import type { MatchCounts } from '../scores/precision-recall.ts';
import { resolvePredictions, type Prediction } from '../scores/resolve-predictions.ts';

export interface JudgedSample extends MatchCounts {
  readonly id: string;
  readonly documentId: string;
  readonly verdicts: readonly MentionVerdict[];
}

export interface PredictionAnalysis {
  readonly report: EvaluationReport;
  /** Of strict span F1. */
  readonly intervals: {
    readonly micro: Interval;
    readonly byType: ReadonlyMap<EntityType, Interval>;
  };
  readonly confusion: Confusion;
  /** In the order of the samples. */
  readonly judgedSamples: readonly JudgedSample[];
  /** Counts by what is resampled, documents as a rule, in the order of their first samples: for `pairedBootstrap`. */
  readonly clusters: readonly MatchCounts[];
  /**
   * Predictions with the confidence they were made with; undefined where one of them has none, since a curve over some
   * of them would be of another model.
   */
  readonly judgedMentions: readonly JudgedMention[] | undefined;
}

type GoldSample = Pick<Sample, 'id' | 'documentId' | 'input' | 'mentions'>;

export interface AnalysisOptions {
  readonly bootstrap?: BootstrapOptions;
  /** What a sample is resampled with; its document where left out. Files without document borders need another answer. */
  readonly clusterOf?: (sample: Pick<Sample, 'id' | 'documentId'>) => string;
}

/** Everything that predictions and right mentions say about each other; see docs/evaluation.md for the definitions. */
export function analysePredictions(
  samples: readonly GoldSample[],
  predictions: readonly Prediction[],
  { bootstrap = DEFAULT_BOOTSTRAP, clusterOf = ({ documentId }) => documentId }: AnalysisOptions = {},
): PredictionAnalysis {
  const { resolved } = resolvePredictions(samples, predictions);
  const byId = new Map(resolved.map((prediction) => [prediction.id, prediction]));
  const judgedSamples = samples.map(({ id, documentId, mentions }): JudgedSample => {
    const verdicts = judgeMentions(mentions, byId.get(id) ?? { mentions: [], unplaced: [] });
    return { id, documentId, verdicts, ...countMatches(verdicts) };
  });
  const report = evaluatePredictions(samples, predictions);
  const count = (measure: (verdicts: readonly MentionVerdict[]) => MatchCounts): readonly MatchCounts[] =>
    countClusters(judgedSamples, { clusterOf, measure });
  const byType = report.strictSpans.byType.map(({ entityType }) => {
    const ofType = count((verdicts) => countMatches(verdicts, entityType));
    return [entityType, bootstrapF1(ofType, bootstrap)] as const;
  });
  const clusters = count((verdicts) => countMatches(verdicts));
  return {
    report,
    intervals: { micro: bootstrapF1(clusters, bootstrap), byType: new Map(byType) },
    confusion: countConfusion(judgedSamples.flatMap(({ verdicts }) => verdicts)),
    judgedSamples,
    clusters,
    judgedMentions: collectJudged(judgedSamples),
  };
}

/** Strict matches: what is paired but not equal is wrong on both sides. @param only counts one type on each side. */
function countMatches(verdicts: readonly MentionVerdict[], only?: EntityType): MatchCounts {
  const isAsked = (entityType: EntityType): boolean => only === undefined || entityType === only;
  let [truePositives, falsePositives, falseNegatives] = [0, 0, 0];
  for (const verdict of verdicts) {
    if (verdict.kind === 'correct') {
      if (isAsked(verdict.gold.entityType)) truePositives += 1;
      continue;
    }
    if ('gold' in verdict && isAsked(verdict.gold.entityType)) falseNegatives += 1;
    if ('predicted' in verdict && isAsked(verdict.predicted.entityType)) falsePositives += 1;
    if ('unplaced' in verdict && isAsked(verdict.unplaced.entity)) falsePositives += 1;
  }
  return { truePositives, falsePositives, falseNegatives };
}

function countClusters(
  samples: readonly JudgedSample[],
  {
    clusterOf,
    measure,
  }: {
    readonly clusterOf: (sample: JudgedSample) => string;
    readonly measure: (verdicts: readonly MentionVerdict[]) => MatchCounts;
  },
): readonly MatchCounts[] {
  const verdicts = new Map<string, MentionVerdict[]>();
  for (const sample of samples) {
    const cluster = clusterOf(sample);
    const known = verdicts.get(cluster);
    if (known === undefined) verdicts.set(cluster, [...sample.verdicts]);
    else known.push(...sample.verdicts);
  }
  return [...verdicts.values()].map(measure);
}

function collectJudged(samples: readonly JudgedSample[]): readonly JudgedMention[] | undefined {
  const judged: JudgedMention[] = [];
  for (const verdict of samples.flatMap(({ verdicts }) => verdicts)) {
    if ('unplaced' in verdict) return undefined;
    if (!('predicted' in verdict)) continue;
    const { confidence } = verdict.predicted;
    if (confidence === undefined) return undefined;
    judged.push({ confidence, isCorrect: verdict.kind === 'correct' });
  }
  return judged;
}
