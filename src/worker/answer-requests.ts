import { createRateMeter } from '../core/ifd/score-progress.ts';
import { ENTITY_OBJECTS, renderShape } from '../decoder/constraint/answer-shape.ts';
import type { DecoderModel } from '../decoder/model/decoder-model.ts';
import { generateAnswers } from '../decoder/generation/generate-answers.ts';
import type { GeneratedAnswer, GeneratedMention } from '../decoder/generation/generated-answer.ts';
import type { PredictedMention } from '../core/samples/sample-prediction.ts';
import { takeMessages } from './take-messages.ts';
import type { PredictedInput, WorkerReply, WorkerRequest } from './protocol.ts';

type GenerateCall = Extract<WorkerRequest, { kind: 'generate' }>;
type PredictCall = Extract<WorkerRequest, { kind: 'predict' }>;

/** A message of this many answers, or after this long, whatever comes first: each costs the page a drawing. */
const ANSWERS_PER_MESSAGE = 128;
const TELL_EVERY_MS = 250;

/** What the worker does with questions: one with its answer streamed, or many in batches. */
export function createAnswerRequests(
  requireModel: () => DecoderModel,
  reply: (message: WorkerReply) => void,
): {
  readonly generate: (call: GenerateCall, signal: AbortSignal) => Promise<void>;
  readonly predict: (call: PredictCall, signal: AbortSignal) => Promise<void>;
} {
  return {
    generate: async ({ requestId, request }, signal) => {
      const startMs = performance.now();
      const { prompt, input, entityTypes, maxNewTokens } = request;
      const mentions: PredictedMention[] = [];
      const [answer] = await generateAnswers(requireModel(), [{ prompt, text: input, entityTypes }], {
        maxNewTokens,
        signal,
        gate: takeMessages,
        onMention: (_, mention) => {
          mentions.push(placed(mention));
          const named = mentions.map((each) => ({ ...each, name: input.slice(each.start, each.end) }));
          const text = renderShape(ENTITY_OBJECTS, entityTypes, named);
          reply({ kind: 'token', requestId, text, mentions: [...mentions] });
        },
      });
      if (answer === undefined) throw new Error('a request without an answer');
      const { answer: text, tokenCount, end } = answer;
      const elapsedMs = performance.now() - startMs;
      // What was written before a stop is as good as an answer that ran out of room.
      const ending = { cut: end === 'length' || end === 'no-room', stopped: end === 'stopped' };
      reply({ kind: 'generated', requestId, answer: { text, mentions, tokenCount, elapsedMs, ...ending } });
    },
    predict: async ({ requestId, inputs, maxNewTokens }, signal) => {
      const meter = createRateMeter(inputs.length, performance.now());
      let arrived: PredictedInput[] = [];
      let doneCount = 0;
      let tokenCount = 0;
      let toldAtMs = performance.now();
      const tell = (): void => {
        if (arrived.length === 0) return;
        toldAtMs = performance.now();
        const progress = meter(doneCount, tokenCount, toldAtMs);
        reply({ kind: 'predicted', requestId, predicted: arrived, progress });
        arrived = [];
      };
      const take = (index: number, answer: GeneratedAnswer): void => {
        const question = inputs[index];
        if (question === undefined || answer.end === 'stopped') return;
        const mentions = answer.mentions.map(placed);
        arrived.push({ questionHash: question.questionHash, mentions, end: answer.end });
        doneCount += 1;
        tokenCount += answer.tokenCount;
        if (arrived.length >= ANSWERS_PER_MESSAGE || performance.now() - toldAtMs >= TELL_EVERY_MS) tell();
      };
      const requests = inputs.map(({ prompt, input, entityTypes }) => ({ prompt, text: input, entityTypes }));
      await generateAnswers(requireModel(), requests, { maxNewTokens, signal, gate: takeMessages, onAnswer: take });
      tell();
      reply({ kind: 'predict-done', requestId });
    },
  };
}

function placed({ type, span, confidence }: GeneratedMention): PredictedMention {
  if (span === undefined) throw new Error('an answer in order of appearance without a place');
  return { ...span, entityType: type, confidence };
}
