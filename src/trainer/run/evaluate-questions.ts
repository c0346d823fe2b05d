import type { EntityType } from '../../core/corpus/corpus.ts';
import { evaluatePredictions, type EvaluationReport } from '../../core/evaluation/scores/evaluate-predictions.ts';
import type { Prediction } from '../../core/evaluation/scores/resolve-predictions.ts';
import type { ExportRow } from '../../core/export/export-rows.ts';
import { placeNames } from '../../core/samples/place-names.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { parseAnswer, renderPrompt } from '../../core/samples/templates.ts';
import type { DecoderModel } from '../../decoder/model/decoder-model.ts';
import { generateAnswers } from '../../decoder/generation/generate-answers.ts';

/** A question with its right answer, spans in the input. */
export type GoldQuestion = Pick<Sample, 'id' | 'instruction' | 'input' | 'mentions'>;

export interface AskOptions {
  readonly entityTypes: readonly EntityType[];
  readonly maxNewTokens: number;
  readonly signal?: AbortSignal | undefined;
  readonly onAnswered?: ((count: number) => void) | undefined;
}

/** `answerQuestions`, scored by strict spans. */
export async function evaluateQuestions(
  model: DecoderModel,
  questions: readonly GoldQuestion[],
  options: AskOptions,
): Promise<EvaluationReport> {
  return evaluatePredictions(questions, await answerQuestions(model, questions, options));
}

/**
 * Asks the model every question, its answers held to valid JSON about the question's text; what it found, by question.
 *
 * @throws DOMException `AbortError` when the signal fires.
 */
export async function answerQuestions(
  model: DecoderModel,
  questions: readonly GoldQuestion[],
  options: AskOptions,
): Promise<readonly Prediction[]> {
  const { entityTypes, maxNewTokens, signal, onAnswered } = options;
  const requests = questions.map(({ instruction, input }) => {
    return { prompt: renderPrompt(instruction, input), text: input, entityTypes };
  });
  let answered = 0;
  const answers = await generateAnswers(model, requests, {
    maxNewTokens,
    onAnswer: () => onAnswered?.((answered += 1)),
    ...(signal === undefined ? {} : { signal }),
  });
  signal?.throwIfAborted();
  return answers.map(({ mentions }, index) => {
    const placed = mentions.flatMap(({ span, type }) => (span === undefined ? [] : [{ span, entityType: type }]));
    return { kind: 'mentions' as const, id: questions[index]?.id ?? '', mentions: placed };
  });
}

/** The question of a row; names of its answer get their places by `placeNames`. */
export function toQuestion({ id, instruction, input, output }: ExportRow): GoldQuestion {
  const parsed = parseAnswer(output);
  const mentions = parsed.kind === 'entities' ? placeNames(input, parsed.entities).mentions : [];
  return { id, instruction, input, mentions };
}
