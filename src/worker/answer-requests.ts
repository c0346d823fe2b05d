import { createRateMeter } from '../core/ifd/score-progress.ts';
import { ENTITY_OBJECTS, renderShape } from '../decoder/constraint/answer-shape.ts';
import type { DecoderModel } from '../decoder/model/decoder-model.ts';
import { generateAnswers } from '../decoder/generation/generate-answers.ts';
import type { GeneratedAnswer as WrittenAnswer, GeneratedMention } from '../decoder/generation/generated-answer.ts';
import type { PredictedMention } from '../core/samples/sample-prediction.ts';
import { takeMessages } from './take-messages.ts';
import type {
  GeneratedAnswer,
  GenerateRequest,
  GenerateRun,
  PredictedInput,
  PredictInput,
  PredictRun,
} from './scorer-protocol.ts';

/** A message of this many answers, or after this long, whatever comes first: each costs the page a drawing. */
const ANSWERS_PER_MESSAGE = 128;
const TELL_EVERY_MS = 250;

/** Answers a question, and tells of its text as it grows. A stop ends it with what was written until then. */
export async function answerOne(
  model: DecoderModel,
  { prompt, input, entityTypes, maxNewTokens }: GenerateRequest,
  { signal, onText }: GenerateRun,
): Promise<GeneratedAnswer> {
  const startMs = performance.now();
  const mentions: PredictedMention[] = [];
  const [answer] = await generateAnswers(model, [{ prompt, text: input, entityTypes }], {
    maxNewTokens,
    ...(signal && { signal }),
    gate: takeMessages,
    onMention: (_, mention) => {
      mentions.push(placed(mention));
      const named = mentions.map((each) => ({ ...each, name: input.slice(each.start, each.end) }));
      onText?.(renderShape(ENTITY_OBJECTS, entityTypes, named), [...mentions]);
    },
  });
  if (answer === undefined) throw new Error('a request without an answer');
  const { answer: text, tokenCount, end } = answer;
  const elapsedMs = performance.now() - startMs;
  // What was written before a stop is as good as an answer that ran out of room.
  const ending = { cut: end === 'length' || end === 'no-room', stopped: end === 'stopped' };
  return { text, mentions, tokenCount, elapsedMs, ...ending };
}

/** Answers many questions in batches, and tells of them some at a time. A stop ends it with what was told until then. */
export async function answerMany(
  model: DecoderModel,
  inputs: readonly PredictInput[],
  { maxNewTokens, signal, onPredicted }: PredictRun,
): Promise<void> {
  const meter = createRateMeter(inputs.length, performance.now());
  let arrived: PredictedInput[] = [];
  let doneCount = 0;
  let tokenCount = 0;
  let toldAtMs = performance.now();
  const tell = (): void => {
    if (arrived.length === 0) return;
    toldAtMs = performance.now();
    onPredicted(arrived, meter(doneCount, tokenCount, toldAtMs));
    arrived = [];
  };
  const take = (index: number, answer: WrittenAnswer): void => {
    const question = inputs[index];
    if (question === undefined || answer.end === 'stopped') return;
    const mentions = answer.mentions.map(placed);
    arrived.push({ questionHash: question.questionHash, mentions, end: answer.end });
    doneCount += 1;
    tokenCount += answer.tokenCount;
    if (arrived.length >= ANSWERS_PER_MESSAGE || performance.now() - toldAtMs >= TELL_EVERY_MS) tell();
  };
  const requests = inputs.map(({ prompt, input, entityTypes }) => ({ prompt, text: input, entityTypes }));
  const how = { maxNewTokens, ...(signal && { signal }), gate: takeMessages, onAnswer: take };
  await generateAnswers(model, requests, how);
  tell();
}

function placed({ type, span, confidence }: GeneratedMention): PredictedMention {
  if (span === undefined) throw new Error('an answer in order of appearance without a place');
  return { ...span, entityType: type, confidence };
}
