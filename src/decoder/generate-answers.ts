import type { EntityType } from '../core/corpus/corpus.ts';
import type { Span } from '../core/text/span.ts';
import { AnswerAutomaton, type AnswerState } from './constraint/answer-automaton.ts';
import type { AnswerShape } from './constraint/answer-shape.ts';
import type { DecoderModel, KeyValueCache } from './decoder-model.ts';

export interface AnswerRequest {
  /** All that the model reads before its answer. */
  readonly prompt: string;
  /** The text whose entities are asked for: every name of the answer is a piece of it. */
  readonly text: string;
  readonly entityTypes: readonly EntityType[];
}

export interface GeneratedMention {
  readonly type: EntityType;
  /** A piece of the request's text, as it stands there. */
  readonly name: string;
  /** UTF-16 units of the text; there when answers are in order of appearance. */
  readonly span?: Span;
  /**
   * Probability, in (0, 1], that the model goes on with just this mention after the ones before it: the product, over
   * the tokens from the end of the mention before to the end of this one's name, of each token's probability among
   * those that the constraint allowed there. Raw: not calibrated against truth.
   */
  readonly confidence: number;
}

export interface GeneratedAnswer {
  /** JSON in the asked shape, of the finished mentions. */
  readonly answer: string;
  readonly mentions: readonly GeneratedMention[];
  /** Tokens generated, those of a mention that was cut off included. */
  readonly tokenCount: number;
  /**
   * `closed`: the model ended it; `length`: `maxNewTokens` or the model's window did, behind the last finished
   * mention; `stopped`: the signal fired before the end.
   */
  readonly end: 'closed' | 'length' | 'stopped';
}

export interface GenerateOptions {
  readonly maxNewTokens: number;
  /** Hypotheses kept by request; 1, the default, is greedy. */
  readonly beamWidth?: number;
  /** Where names may begin and end; `word` by default. */
  readonly edges?: 'word' | 'any';
  /** Whether mentions must stand in the answer as in the text, which gives each its place; the default. */
  readonly order?: 'appearance' | 'free';
  /** By default the shape of training data. */
  readonly shape?: AnswerShape;
  /** A mention is final; in order within its request. */
  readonly onMention?: (requestIndex: number, mention: GeneratedMention) => void;
  /** An answer is complete; not called for stopped ones. */
  readonly onAnswer?: (requestIndex: number, answer: GeneratedAnswer) => void;
  /** Ends the work after the step at hand: answers then hold the mentions finished so far and say `stopped`. */
  readonly signal?: AbortSignal;
}

/** Answers to many requests, by index. Every answer parses, and its types and names are those that were asked for. */
export async function generateAnswers(
  model: DecoderModel,
  requests: readonly AnswerRequest[],
  options: GenerateOptions,
): Promise<readonly GeneratedAnswer[]> {
  const answers: GeneratedAnswer[] = [];
  for (const [index, request] of requests.entries()) {
    const answer = await generateOne(model, request, {
      ...options,
      onMention: (_, mention) => options.onMention?.(index, mention),
    });
    if (answer.end !== 'stopped') options.onAnswer?.(index, answer);
    answers.push(answer);
  }
  return answers;
}

async function generateOne(
  model: DecoderModel,
  { prompt, text, entityTypes }: AnswerRequest,
  options: GenerateOptions,
): Promise<GeneratedAnswer> {
  const { tokenizer } = model.opened;
  const trie = tokenizer.byteTrie();
  const automaton = new AnswerAutomaton({ text, entityTypes });
  const promptIds = tokenizer.encode(prompt);
  const room = Math.min(options.maxNewTokens, model.maxPositions - promptIds.length);
  const mentions: GeneratedMention[] = [];
  let state: AnswerState = automaton.initial;
  let cache: KeyValueCache | undefined;
  let next = promptIds;
  let tokenCount = 0;
  let logProbability = 0;
  const finish = (end: GeneratedAnswer['end']): GeneratedAnswer => {
    const objects = mentions.map(({ type, name }) => {
      return `{"entity": ${JSON.stringify(type)}, "name": ${JSON.stringify(name)}}`;
    });
    return { answer: `[${objects.join(', ')}]`, mentions, tokenCount, end };
  };
  while (tokenCount < room) {
    if (options.signal?.aborted === true) return finish('stopped');
    const { logits, cache: grown } = await model.step(next, cache);
    cache = grown;
    const allowed = trie.collect(state, automaton.step);
    const logSum = logSumExp([...allowed.keys()].map((id) => logits[id] ?? -Infinity));
    let best = -1;
    for (const id of allowed.keys()) if (best < 0 || (logits[id] ?? 0) > (logits[best] ?? 0)) best = id;
    const reached = allowed.get(best);
    if (reached === undefined) throw new Error('the vocabulary cannot spell this answer');
    state = reached;
    tokenCount += 1;
    logProbability += (logits[best] ?? 0) - logSum;
    for (const { start, end, entityType } of AnswerAutomaton.mentionsOf(state).slice(mentions.length)) {
      const confidence = Math.exp(logProbability);
      mentions.push({ type: entityType, name: text.slice(start, end), span: { start, end }, confidence });
      logProbability = 0;
      options.onMention?.(0, mentions[mentions.length - 1] ?? { type: entityType, name: '', confidence });
    }
    if (state.phase === 'done') return finish('closed');
    next = [best];
  }
  return finish('length');
}

function logSumExp(values: readonly number[]): number {
  const max = Math.max(...values);
  return max + Math.log(values.reduce((sum, value) => sum + Math.exp(value - max), 0));
}
