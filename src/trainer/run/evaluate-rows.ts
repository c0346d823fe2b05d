import type { EntityType } from '../../core/corpus/corpus.ts';
import { evaluatePredictions, type EvaluationReport } from '../../core/evaluation/evaluate-predictions.ts';
import type { ExportRow } from '../../core/export/export-rows.ts';
import { placeNames } from '../../core/samples/place-names.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { parseAnswer, renderPrompt } from '../../core/samples/templates.ts';
import type { DecoderModel } from '../../decoder/decoder-model.ts';
import { generateAnswers } from '../../decoder/generate-answers.ts';

/**
 * Asks the model every row's question, its answers held to valid JSON about the row's text, and scores them by strict
 * spans against the row's own answer. Names of the row's answer get their places by `placeNames`.
 *
 * @throws DOMException `AbortError` when the signal fires.
 */
export async function evaluateRows(
  model: DecoderModel,
  rows: readonly ExportRow[],
  options: {
    readonly entityTypes: readonly EntityType[];
    readonly maxNewTokens: number;
    readonly signal?: AbortSignal | undefined;
    readonly onAnswered?: ((count: number) => void) | undefined;
  },
): Promise<EvaluationReport> {
  const { entityTypes, maxNewTokens, signal, onAnswered } = options;
  const requests = rows.map(({ instruction, input }) => {
    return { prompt: renderPrompt(instruction, input), text: input, entityTypes };
  });
  let answered = 0;
  const answers = await generateAnswers(model, requests, {
    maxNewTokens,
    onAnswer: () => onAnswered?.((answered += 1)),
    ...(signal === undefined ? {} : { signal }),
  });
  signal?.throwIfAborted();
  const predictions = answers.map(({ mentions }, index) => {
    const placed = mentions.flatMap(({ span, type }) => (span === undefined ? [] : [{ span, entityType: type }]));
    return { kind: 'mentions' as const, id: rows[index]?.id ?? '', mentions: placed };
  });
  return evaluatePredictions(rows.map(toGoldSample), predictions);
}

function toGoldSample({ id, input, output }: ExportRow): Pick<Sample, 'id' | 'input' | 'mentions'> {
  const parsed = parseAnswer(output);
  return { id, input, mentions: parsed.kind === 'entities' ? placeNames(input, parsed.entities).mentions : [] };
}
