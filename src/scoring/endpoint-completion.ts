import { isJsonObject, type JsonObject } from '../core/formats/json/json-value.ts';

/** Ways in which a completion server gives log-probabilities of the prompt. */
export type CompletionForm =
  /** vLLM: `choices[0].prompt_logprobs`, by token id. */
  | 'prompt-logprobs'
  /** OpenAI's older completions, vLLM, llama-cpp-python: `choices[0].logprobs` over the echoed prompt. */
  | 'echo'
  /** The same without a generated token, for servers that do not count one. */
  | 'echo-only';

/** A prompt as token ids, or as a text that the server tokenises. */
export type CompletionPrompt = string | readonly number[];

export interface CompletionOptions {
  readonly model: string;
  readonly form: CompletionForm;
  /** Ask that no special token be put before a text; servers that do not know the field get a request without it. */
  readonly plainText: boolean;
}

/** What a server says of a prompt's tokens. A prompt of n tokens gives n entries; the generated token is cut off. */
export interface PromptLosses {
  /** Texts of the tokens as the server decodes them; empty where it gives ids only. */
  readonly tokens: readonly string[];
  /** Ids where the server names them; `undefined` for one it does not name (the first). */
  readonly ids: readonly (number | undefined)[] | undefined;
  /** NLL in nats of each token given those before it; NaN for the first, which has none before it. */
  readonly nll: Float32Array;
  /** Tokens that the server counts but does not list: special ones that it puts before the prompt. */
  readonly unlistedCount: number;
}

export type ReadLosses =
  { readonly kind: 'losses'; readonly losses: PromptLosses } | { readonly kind: 'unusable'; readonly detail: string };

/** vLLM writes this for minus infinity, which JSON cannot hold. */
const LOWEST_LOGPROB = -9999;
/** Rounding may put a certain token a hair above probability 1. */
const HIGHEST_LOGPROB = 1e-3;

export function completionBody(prompt: CompletionPrompt, options: CompletionOptions): JsonObject {
  return {
    model: options.model,
    prompt,
    temperature: 0,
    // One token, because most servers cannot generate none.
    max_tokens: options.form === 'echo-only' ? 0 : 1,
    ...(options.form === 'prompt-logprobs' ? { prompt_logprobs: 0 } : { echo: true, logprobs: 1 }),
    ...(options.plainText && typeof prompt === 'string' ? { add_special_tokens: false } : {}),
  };
}

/** Reads what `completionBody` asked for. */
export function readPromptLosses(body: JsonObject, prompt: CompletionPrompt, form: CompletionForm): ReadLosses {
  const choices: unknown = body['choices'];
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isJsonObject(choice)) return unusable('the answer has no choices');
  if (form === 'prompt-logprobs') return readPromptLogprobs(choice['prompt_logprobs'], prompt);
  const usage: unknown = body['usage'];
  const promptCount = isJsonObject(usage) ? usage['prompt_tokens'] : undefined;
  const counted = typeof promptCount === 'number' ? promptCount : undefined;
  return readEcho(choice['logprobs'], { prompt, counted, generatedCount: form === 'echo' ? 1 : 0 });
}

function readPromptLogprobs(value: unknown, prompt: CompletionPrompt): ReadLosses {
  if (!Array.isArray(value)) return unusable('the answer has no prompt_logprobs');
  const items: readonly unknown[] = value;
  const ids: (number | undefined)[] = [];
  const tokens: string[] = [];
  const nll = new Float32Array(items.length);
  for (const [index, item] of items.entries()) {
    const entry = isJsonObject(item)
      ? findEntry(item, typeof prompt === 'string' ? undefined : prompt[index])
      : undefined;
    if (entry === undefined && index > 0) return unusable(`prompt_logprobs has no entry for token ${index + 1}`);
    ids.push(entry?.id);
    tokens.push(entry?.text ?? '');
    nll[index] = index === 0 ? Number.NaN : toNll(entry?.logprob);
  }
  return { kind: 'losses', losses: { tokens: nameFirst(tokens, prompt), ids, nll, unlistedCount: 0 } };
}

/** The prompt's own token in `{id: {logprob, decoded_token}}`: the one asked for, else the only one. */
function findEntry(
  item: JsonObject,
  wanted: number | undefined,
): { readonly id: number; readonly text: string; readonly logprob: unknown } | undefined {
  const [only, second] = Object.keys(item);
  const key = wanted !== undefined && String(wanted) in item ? String(wanted) : only;
  if (key === undefined || (second !== undefined && key !== String(wanted))) return undefined;
  const entry = item[key];
  if (!isJsonObject(entry)) return undefined;
  const text = entry['decoded_token'];
  return { id: Number(key), text: typeof text === 'string' ? text : '', logprob: entry['logprob'] };
}

/** The first token comes without its text; it is what the others leave of the prompt. */
function nameFirst(tokens: readonly string[], prompt: CompletionPrompt): readonly string[] {
  const rest = tokens.slice(1);
  const restText = rest.join('');
  if (typeof prompt !== 'string' || !prompt.endsWith(restText)) return tokens;
  return tokens.length === 0 ? [] : [prompt.slice(0, prompt.length - restText.length), ...rest];
}

function readEcho(
  value: unknown,
  asked: { readonly prompt: CompletionPrompt; readonly counted: number | undefined; readonly generatedCount: number },
): ReadLosses {
  if (!isJsonObject(value)) return unusable('the answer has no logprobs');
  const { tokens, token_logprobs: logprobs } = value;
  if (!Array.isArray(tokens) || !Array.isArray(logprobs)) return unusable('the answer has no logprobs of tokens');
  const texts: readonly unknown[] = tokens;
  const values: readonly unknown[] = logprobs;
  if (texts.length !== values.length) return unusable(`${texts.length} tokens have ${values.length} log-probabilities`);
  const named = texts.map((text) => (typeof text === 'string' ? text : ''));
  const count = countPrompt(named, asked);
  const nll = Float32Array.from(values.slice(0, count), (logprob, index) =>
    index === 0 ? Number.NaN : toNll(logprob),
  );
  const unlistedCount = Math.max(0, (asked.counted ?? count) - count);
  return { kind: 'losses', losses: { tokens: named.slice(0, count), ids: undefined, nll, unlistedCount } };
}

/** Tokens of the echo that are the prompt's: by the prompt itself, else as counted by the server. */
function countPrompt(
  tokens: readonly string[],
  {
    prompt,
    counted,
    generatedCount,
  }: { prompt: CompletionPrompt; counted: number | undefined; generatedCount: number },
): number {
  if (typeof prompt === 'string') {
    for (const leading of [0, 1]) {
      const count = countCovering(tokens, leading, prompt);
      if (count !== undefined) return count;
    }
  }
  const known = typeof prompt === 'string' ? counted : (counted ?? prompt.length);
  return Math.min(tokens.length, known ?? tokens.length - generatedCount);
}

/** How many tokens, `leading` of them apart, spell `text` exactly; undefined where none do. */
function countCovering(tokens: readonly string[], leading: number, text: string): number | undefined {
  let at = 0;
  for (let index = leading; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    if (!text.startsWith(token, at)) return undefined;
    at += token.length;
    if (at === text.length) return index + 1;
  }
  return undefined;
}

/** NaN for what is no log-probability: scoring turns it into a sample without a score, never into a number. */
function toNll(logprob: unknown): number {
  if (typeof logprob !== 'number' || logprob > HIGHEST_LOGPROB) return Number.NaN;
  return logprob <= LOWEST_LOGPROB ? Infinity : Math.max(0, -logprob);
}

function unusable(detail: string): ReadLosses {
  return { kind: 'unusable', detail };
}
