import type { DecoderModel } from '../model/decoder-model.ts';
import type { AnswerRequest, GeneratedAnswer, GenerateOptions } from './generated-answer.ts';
import { GenerationRun } from './generation-run.ts';

/**
 * Answers to many requests, by index. Requests run in batches, what prompts begin with alike is read once, and a place
 * in the batch goes to the next request when an answer is complete.
 *
 * Under the constraint every answer parses, its types are those asked for and its names stand in the text. A greedy
 * answer of a model in f32 does not depend on what else is in the batch: near ties are decided by a run of their own.
 */
export function generateAnswers(
  model: DecoderModel,
  requests: readonly AnswerRequest[],
  options: GenerateOptions,
): Promise<readonly GeneratedAnswer[]> {
  return new GenerationRun(model, requests, options).run();
}
