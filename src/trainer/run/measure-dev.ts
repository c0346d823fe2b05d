import * as ort from 'onnxruntime-node';
import { DecoderModel } from '../../decoder/model/decoder-model.ts';
import type { ModelFolder } from '../../decoder/model/model-folder.ts';
import type { FloatTensor } from '../../training/weights/safetensors-parts.ts';
import { withWeights } from '../../training/weights/with-weights.ts';
import type { EpochMetrics } from '../report/metrics-file.ts';
import { evaluateQuestions } from './evaluate-questions.ts';
import type { TrainingData } from './training-data.ts';

/** Rows of dev that are measured together. */
const LOSS_BATCH = 8;

/**
 * Loss and strict span scores of these weights on the dev samples.
 *
 * @throws DOMException `AbortError` when the signal fires.
 */
export async function measureDev(
  weights: readonly FloatTensor[],
  data: TrainingData,
  options: {
    readonly source: ModelFolder;
    readonly threads: number;
    readonly maxNewTokens: number;
    readonly signal: AbortSignal;
    readonly onAnswered: (count: number) => void;
  },
): Promise<Omit<EpochMetrics, 'update' | 'epoch'> & { readonly goldCount: number }> {
  const model = await DecoderModel.load(ort, await withWeights(options.source, weights), {
    executionProviders: ['cpu'],
    enableMemPattern: false,
    intraOpNumThreads: options.threads,
  });
  try {
    const devLoss = await meanLoss(model, data, options.signal);
    if (data.devQuestions.length === 0) {
      return { devLoss, precision: undefined, recall: undefined, f1: undefined, goldCount: 0 };
    }
    const { strictSpans } = await evaluateQuestions(model, data.devQuestions, {
      ...options,
      entityTypes: data.entityTypes,
    });
    const { precision, recall, f1, truePositives, falseNegatives } = strictSpans.micro;
    return { devLoss, precision, recall, f1, goldCount: truePositives + falseNegatives };
  } finally {
    await model.dispose();
  }
}

async function meanLoss(
  model: DecoderModel,
  { devRows }: TrainingData,
  signal: AbortSignal,
): Promise<number | undefined> {
  let [sum, count] = [0, 0];
  for (let start = 0; start < devRows.length; start += LOSS_BATCH) {
    signal.throwIfAborted();
    const rows = devRows.slice(start, start + LOSS_BATCH);
    const losses = await model.measureNll(rows.map(({ ids, targetStart }) => ({ ids: [...ids], targetStart })));
    for (const loss of losses.flatMap((one) => [...one])) {
      sum += loss;
      count += 1;
    }
  }
  return count === 0 ? undefined : sum / count;
}
