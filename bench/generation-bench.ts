import type { DecoderModel } from '../src/decoder/model/decoder-model.ts';
import { generateAnswers } from '../src/decoder/generation/generate-answers.ts';
import { measureSteps, type StepCost } from './step-costs.ts';
import type { AnswerRequest, GeneratedAnswer, GenerateOptions } from '../src/decoder/generation/generated-answer.ts';

export interface GenerationFigures {
  readonly vocabSize: number;
  readonly requestCount: number;
  /** Tokens of all answers, prompts left out. */
  readonly tokenCount: number;
  readonly batchTokensPerSecond: number;
  /** One call a request; undefined where it was not asked for. */
  readonly alone: { readonly tokensPerSecond: number; readonly equalCount: number } | undefined;
  /** Milliseconds that the allowed tokens of one step of one answer take. */
  readonly mask: { readonly meanMs: number; readonly p99Ms: number; readonly maxMs: number };
  /** Share of the wall time of the batch run that went into allowed tokens. */
  readonly maskShare: number;
  /** From the call with one request to its first mention; undefined where the model finds none. */
  readonly firstMentionMs: number | undefined;
  readonly firstMentionPromptTokens: number;
  /** Of one row, and of batches. */
  readonly steps: readonly StepCost[];
}

interface GenerationSetup {
  readonly model: DecoderModel;
  readonly requests: readonly AnswerRequest[];
  /** A sentence of about 40 tokens with something to find. */
  readonly shortRequest: AnswerRequest;
  readonly options: GenerateOptions;
  readonly rounds: number;
  readonly comparesAlone: boolean;
  /** Milliseconds on a steady clock. */
  readonly now: () => number;
}

/** Generates in batches and one by one. Runs take turns; the best of several rounds counts for each. */
export async function runGenerationBench(setup: GenerationSetup): Promise<GenerationFigures> {
  const { model, requests, shortRequest, options, now } = setup;
  const mask = timeMasks(model, now);
  await generateAnswers(model, requests.slice(0, 2), { ...options, maxNewTokens: 4 });
  let batchMs = Infinity;
  let aloneMs = Infinity;
  let maskShare = 0;
  let batched: readonly GeneratedAnswer[] = [];
  let alone: readonly GeneratedAnswer[] = [];
  const stepMs: number[] = [];
  for (let round = 0; round < setup.rounds; round += 1) {
    mask.reset();
    const startMs = now();
    batched = await generateAnswers(model, requests, options);
    const elapsedMs = now() - startMs;
    stepMs.push(...mask.durations);
    if (elapsedMs < batchMs) {
      batchMs = elapsedMs;
      maskShare = mask.durations.reduce((sum, ms) => sum + ms, 0) / elapsedMs;
    }
    if (!setup.comparesAlone) continue;
    const aloneStartMs = now();
    alone = await generateOneByOne(model, requests, options);
    aloneMs = Math.min(aloneMs, now() - aloneStartMs);
  }
  const tokenCount = batched.reduce((sum, answer) => sum + answer.tokenCount, 0);
  const equalCount = alone.filter((answer, index) => isSameAnswer(answer, batched[index])).length;
  const sorted = stepMs.toSorted((a, b) => a - b);
  return {
    vocabSize: model.opened.config.vocabSize,
    requestCount: requests.length,
    tokenCount,
    batchTokensPerSecond: (1000 * tokenCount) / batchMs,
    alone: setup.comparesAlone ? { tokensPerSecond: (1000 * tokenCount) / aloneMs, equalCount } : undefined,
    mask: {
      meanMs: sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length,
      p99Ms: sorted[Math.floor(0.99 * sorted.length)] ?? NaN,
      maxMs: sorted[sorted.length - 1] ?? NaN,
    },
    maskShare,
    firstMentionMs: await timeFirstMention(setup),
    firstMentionPromptTokens: model.opened.tokenizer.encode(shortRequest.text).length,
    steps: setup.comparesAlone ? await measureSteps(model, { rowCounts: [1, 8, 32], columns: 100, now }) : [],
  };
}

async function generateOneByOne(
  model: DecoderModel,
  requests: readonly AnswerRequest[],
  options: GenerateOptions,
): Promise<readonly GeneratedAnswer[]> {
  const answers: GeneratedAnswer[] = [];
  for (const request of requests) answers.push(...(await generateAnswers(model, [request], options)));
  return answers;
}

function isSameAnswer(a: GeneratedAnswer, b: GeneratedAnswer | undefined): boolean {
  return b !== undefined && a.answer === b.answer && a.tokenCount === b.tokenCount && a.end === b.end;
}

async function timeFirstMention({
  model,
  shortRequest,
  options,
  rounds,
  now,
}: GenerationSetup): Promise<number | undefined> {
  let bestMs: number | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const controller = new AbortController();
    const startMs = now();
    await generateAnswers(model, [shortRequest], {
      ...options,
      signal: controller.signal,
      onMention: () => {
        if (controller.signal.aborted) return;
        controller.abort();
        bestMs = Math.min(bestMs ?? Infinity, now() - startMs);
      },
    });
  }
  return bestMs;
}

/** Puts a clock around the walk of the vocabulary. */
function timeMasks(
  model: DecoderModel,
  now: () => number,
): { readonly durations: readonly number[]; reset: () => void } {
  const trie = model.opened.tokenizer.byteTrie();
  const collect = trie.collect.bind(trie);
  const durations: number[] = [];
  trie.collect = (state, branches) => {
    const startMs = now();
    const allowed = collect(state, branches);
    durations.push(now() - startMs);
    return allowed;
  };
  return { durations, reset: () => durations.splice(0) };
}
