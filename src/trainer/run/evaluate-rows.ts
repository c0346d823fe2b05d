import type { EntityType } from '../../core/corpus/corpus.ts';
import {
  evaluatePredictions,
  type EvaluationReport,
  type Prediction,
} from '../../core/evaluation/evaluate-predictions.ts';
import type { ExportRow } from '../../core/export/export-rows.ts';
import { placeNames } from '../../core/samples/place-names.ts';
import { parseAnswer, renderPrompt } from '../../core/samples/templates.ts';
import type { DecoderModel } from '../../decoder/decoder-model.ts';
import { generateAnswer } from '../../decoder/generate-answer.ts';

/**
 * Asks the model every row's question, its answers held to valid JSON about the row's text, and scores them by strict
 * spans against the row's own answer. Names of the row's answer get their places by `placeNames`, as predictions do.
 */
export async function evaluateRows(
  model: DecoderModel,
  rows: readonly ExportRow[],
  options: {
    readonly entityTypes: readonly EntityType[];
    readonly maxNewTokens: number;
    readonly signal?: AbortSignal;
    readonly onAnswered?: (count: number) => void;
  },
): Promise<EvaluationReport> {
  const { entityTypes, maxNewTokens, signal, onAnswered } = options;
  const predictions: Prediction[] = [];
  for (const { id, instruction, input } of rows) {
    const { mentions = [] } = await generateAnswer(model, renderPrompt(instruction, input), {
      maxNewTokens,
      constraint: { text: input, entityTypes },
      ...(signal === undefined ? {} : { signal }),
    });
    const placed = mentions.map(({ start, end, entityType }) => ({ span: { start, end }, entityType }));
    predictions.push({ kind: 'mentions', id, mentions: placed });
    onAnswered?.(predictions.length);
  }
  return evaluatePredictions(rows.map(toGoldSample), predictions);
}

function toGoldSample({ id, input, output }: ExportRow): {
  readonly id: string;
  readonly input: string;
  readonly mentions: ReturnType<typeof placeNames>['mentions'];
} {
  const parsed = parseAnswer(output);
  return { id, input, mentions: parsed.kind === 'entities' ? placeNames(input, parsed.entities).mentions : [] };
}
