import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { EntityType } from '../../core/corpus/corpus.ts';
import {
  analysePredictions,
  type AnalysisOptions,
  type PredictionAnalysis,
} from '../../core/evaluation/analysis/analyse-predictions.ts';
import { createRateMeter } from '../../core/ifd/score-progress.ts';
import type { Sample } from '../../core/samples/sample.ts';
import type { ChartSeries } from '../../trainer/report/line-chart.ts';
import { answerQuestions } from '../../trainer/run/evaluate-questions.ts';
import { RUN_FILES } from '../../trainer/run/train-loop.ts';
import { showInterval, showRatio, type EvaluationTable } from './evaluation-text.ts';
import { EXIT } from '../output/exit-codes.ts';
import { loadNodeModel } from '../models/load-node-model.ts';
import { createProgressLine } from '../output/progress-line.ts';

/** What the model that training left behind an epoch finds. */
export interface CheckpointAnalysis {
  readonly epoch: number;
  readonly analysis: PredictionAnalysis;
}

/** Asks every model that a run with `keep_epochs` left, one after another. Ends the command where there is none. */
export async function analyseCheckpoints(
  runDir: string,
  samples: readonly Sample[],
  options: {
    readonly entityTypes: readonly EntityType[];
    readonly maxNewTokens: number;
    readonly analysis: AnalysisOptions;
    readonly command: Command;
  },
): Promise<readonly CheckpointAnalysis[]> {
  const folder = join(runDir, RUN_FILES.epochs);
  const names = existsSync(folder) ? await readdir(folder) : [];
  const epochs = names
    .map(Number)
    .filter((epoch) => Number.isInteger(epoch))
    .toSorted((a, b) => a - b);
  if (epochs.length === 0) {
    const detail = `error: ${folder} holds no models of epochs; "bioselect train … --set keep_epochs=true" leaves them there`;
    options.command.error(detail, { exitCode: EXIT.badData });
  }
  const progressLine = createProgressLine();
  const meter = createRateMeter(epochs.length * samples.length, performance.now());
  const analysed: CheckpointAnalysis[] = [];
  for (const epoch of epochs) {
    const model = await loadNodeModel(join(folder, String(epoch)));
    const predictions = await answerQuestions(model, samples, {
      ...options,
      onAnswered: (count) => {
        progressLine.show(meter(analysed.length * samples.length + count, 0, performance.now()));
      },
    });
    await model.dispose();
    analysed.push({ epoch, analysis: analysePredictions(samples, predictions, options.analysis) });
  }
  progressLine.stop();
  return analysed;
}

/** Strict span F1 by epoch. */
export function checkpointTable(checkpoints: readonly CheckpointAnalysis[]): EvaluationTable {
  const rows = checkpoints.map(({ epoch, analysis: { report, intervals } }) => {
    const { precision, recall, f1 } = report.strictSpans.micro;
    return [String(epoch), showRatio(precision), showRatio(recall), showRatio(f1), showInterval(intervals.micro)];
  });
  return { title: 'Strict span F1 by epoch', head: ['epoch', 'precision', 'recall', 'F1', '95 % of F1'], rows };
}

/** The same as lines of a chart. */
export function checkpointSeries(checkpoints: readonly CheckpointAnalysis[]): readonly ChartSeries[] {
  const names = ['precision', 'recall', 'f1'] as const;
  return names.map((name) => ({
    name: name === 'f1' ? 'F1' : name,
    hasDots: true,
    points: checkpoints.flatMap(({ epoch, analysis: { report } }) => {
      const score = report.strictSpans.micro[name];
      return score === undefined ? [] : [[epoch, score] as const];
    }),
  }));
}
