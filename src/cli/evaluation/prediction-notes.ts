import type { PredictionAnalysis } from '../../core/evaluation/analysis/analyse-predictions.ts';
import { countNoun } from '../../core/text/count-noun.ts';
import type { PredictionFault } from './parse-predictions.ts';

/** What of a prediction file did not fit the samples, a line each; nothing where all of it did. */
export function describeNotes({ report }: PredictionAnalysis, faults: readonly PredictionFault[]): readonly string[] {
  const [firstFault] = faults;
  const notes: (readonly [count: number, one: string, many: string, rest: string])[] = [
    [
      faults.length,
      'line is no prediction',
      'lines are no predictions',
      `, line ${firstFault?.line ?? 0} first: ${firstFault?.detail ?? ''}`,
    ],
    [
      report.missingIds.length,
      `of ${countNoun(report.samples, 'sample')} has no prediction`,
      `of ${countNoun(report.samples, 'sample')} have no prediction`,
      '; their mentions count as missed',
    ],
    [report.unknownIds.length, 'prediction belongs', 'predictions belong', ' to no sample: left out'],
    [report.repeatedIds.length, 'prediction repeats', 'predictions repeat', ' a sample: left out'],
    [report.malformed.length, 'answer is', 'answers are', ' no JSON array of entities: counted as empty'],
    [
      report.unplaced.length,
      'name stands',
      'names stand',
      ' nowhere in their text, or not so often: counted as false positive',
    ],
  ];
  return notes
    .filter(([count]) => count > 0)
    .map(([count, one, many, rest]) => `${countNoun(count, one, many)}${rest}`);
}
