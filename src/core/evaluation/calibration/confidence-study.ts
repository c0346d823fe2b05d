import { calibrate, fitCalibration, measureReliability } from './mention-calibration.ts';
import type { Calibration, JudgedMention, Reliability } from './mention-calibration.ts';
import { scoreMatches, type MatchScore } from '../scores/precision-recall.ts';
import { thresholdCurve, type ThresholdCurve } from './threshold-curve.ts';

/** Predictions of a split that nothing is reported on, to fit what the test split is read with. */
export interface DevelopmentSplit {
  readonly judged: readonly JudgedMention[];
  readonly goldCount: number;
}

export interface ConfidenceStudy {
  readonly mentionCount: number;
  readonly curve: ThresholdCurve;
  readonly reliability: Reliability;
  /** What a development split taught; undefined where none was given. */
  readonly fitted:
    | {
        readonly calibration: Calibration;
        /** Of the test split's mentions, with calibrated confidences. */
        readonly reliability: Reliability;
        /** Of the highest F1 on the development split; undefined where nothing was right there. */
        readonly threshold: number | undefined;
        readonly devScore: MatchScore | undefined;
        /** The test split under that threshold. */
        readonly testScore: MatchScore | undefined;
      }
    | undefined;
}

const RELIABILITY_BINS = 10;

/**
 * How far a confidence can be trusted. Calibration (isotonic regression) and threshold are fitted on the development
 * split alone, so that the test split is read once and stays honest.
 *
 * @param goldCount gold mentions of the test split, found or not.
 */
export function studyConfidence(
  judged: readonly JudgedMention[],
  goldCount: number,
  development: DevelopmentSplit | undefined,
): ConfidenceStudy {
  const study = {
    mentionCount: judged.length,
    curve: thresholdCurve(judged, goldCount),
    reliability: measureReliability(judged, RELIABILITY_BINS),
  };
  if (development === undefined) return { ...study, fitted: undefined };
  const calibration = fitCalibration(development.judged);
  const calibrated = judged.map(({ confidence, isCorrect }) => ({
    confidence: calibrate(calibration, confidence) ?? confidence,
    isCorrect,
  }));
  const best = thresholdCurve(development.judged, development.goldCount).best;
  return {
    ...study,
    fitted: {
      calibration,
      reliability: measureReliability(calibrated, RELIABILITY_BINS),
      threshold: best?.threshold,
      devScore: best,
      testScore: best && scoreAbove(judged, goldCount, best.threshold),
    },
  };
}

function scoreAbove(judged: readonly JudgedMention[], goldCount: number, threshold: number): MatchScore {
  const kept = judged.filter(({ confidence }) => confidence >= threshold);
  const truePositives = kept.filter(({ isCorrect }) => isCorrect).length;
  return scoreMatches({
    truePositives,
    falsePositives: kept.length - truePositives,
    falseNegatives: goldCount - truePositives,
  });
}
