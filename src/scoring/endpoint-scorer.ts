import { scoreIfd } from '../core/ifd/score-ifd.ts';
import type { AnswerTokenLosses, IfdVariant, UnscoredReason } from '../core/ifd/ifd.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import type { TextTokenizer } from '../decoder/tokenizer.ts';
import type { CompletionPrompt } from './endpoint-completion.ts';
import { measurePrompt, type MeasuredPrompt } from './endpoint-losses.ts';
import type { EndpointModel } from './endpoint-probe.ts';
import { planSample } from './plan-sample.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { alignBorder } from './align-border.ts';

export interface EndpointRunOptions {
  readonly variant: IfdVariant;
  /** Tokens. */
  readonly maxLength: number;
  /** Requests in flight at a time. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
  /** Awaited, one after the other, in the order of the inputs. `tokenCount`: tokens the server has read so far. */
  readonly onScored: (scored: readonly ScoredSample[], progress: { readonly tokenCount: number }) => Promise<void>;
}

/** Samples begun before the first of them is done, for each request in flight: one slow answer must not stop the rest. */
const LOOK_AHEAD = 4;
/** Answers such as "[]" come again and again; their losses alone are asked for once. */
const REMEMBERED_ANSWERS = 256;

type Outcome =
  | { readonly kind: 'losses'; readonly losses: AnswerTokenLosses; readonly tokens: readonly string[] }
  | { readonly kind: 'unscored'; readonly reason: UnscoredReason };

type Measure = (prompt: CompletionPrompt) => Promise<MeasuredPrompt>;

/**
 * Scores samples by a completion server's losses, with the same rules as a local run: where token ids are sent the
 * rows are those of `planSample`; where the server tokenises, its tokens are cut and counted in the same way.
 *
 * @throws FailureError `endpoint-failed`; samples before the one that failed were handed out.
 */
export async function scoreByEndpoint(
  endpoint: EndpointModel,
  inputs: Iterable<ScoringInput>,
  options: EndpointRunOptions,
): Promise<void> {
  const abort = new AbortController();
  const signal = options.signal === undefined ? abort.signal : AbortSignal.any([options.signal, abort.signal]);
  const limit = limitConcurrency(options.concurrency);
  let tokenCount = 0;
  const measure: Measure = (prompt) =>
    limit(async () => {
      signal.throwIfAborted();
      const measured = await measurePrompt(endpoint, prompt, signal);
      if (measured.kind === 'losses') tokenCount += measured.nll.length;
      return measured;
    });
  const requests = { measure, measureAnswer: rememberAnswers(measure) };
  const running: Promise<ScoredSample>[] = [];
  const handOut = async (): Promise<void> => {
    const first = running.shift();
    if (first !== undefined) await options.onScored([await first], { tokenCount });
  };
  try {
    for (const input of inputs) {
      const scored = scoreOne(endpoint, input, { ...requests, ...options });
      // It is awaited later, and only if those before it end well.
      scored.catch(() => undefined);
      running.push(scored);
      if (running.length >= options.concurrency * LOOK_AHEAD) await handOut();
    }
    while (running.length > 0) await handOut();
  } finally {
    abort.abort();
  }
}

interface Job {
  readonly measure: Measure;
  readonly measureAnswer: Measure;
  readonly variant: IfdVariant;
  readonly maxLength: number;
}

async function scoreOne(endpoint: EndpointModel, input: ScoringInput, job: Job): Promise<ScoredSample> {
  const { contentHash } = input;
  const { tokenizer } = endpoint;
  const outcome = await (tokenizer === undefined ? measureText(input, job) : measureIds(input, { ...job, tokenizer }));
  if (outcome.kind === 'unscored') return { contentHash, result: outcome, losses: undefined, tokens: [] };
  const { losses, tokens } = outcome;
  return { contentHash, result: scoreIfd(losses, job.variant), losses, tokens };
}

async function measureIds(input: ScoringInput, job: Job & { readonly tokenizer: TextTokenizer }): Promise<Outcome> {
  const plan = planSample(input, job.tokenizer, job.maxLength);
  if (plan.kind === 'unscorable') return unscored(plan.reason);
  const { conditioned, direct, truncated, borderMerged } = plan;
  const [whole, alone] = await Promise.all([job.measure(conditioned.ids), job.measureAnswer(direct.ids)]);
  if (whole.kind === 'too-long' || alone.kind === 'too-long') return unscored('prompt-too-long');
  const losses = {
    conditioned: whole.nll.slice(conditioned.targetStart),
    direct: alone.nll.slice(direct.targetStart),
    truncated,
    borderMerged,
  };
  const tokens = conditioned.ids.slice(conditioned.targetStart).map((id) => job.tokenizer.decode([id]));
  return { kind: 'losses', losses, tokens };
}

/** The rules of `planSample` on tokens that the server made. What `maxLength` cuts is measured and thrown away. */
async function measureText({ prompt, answer }: ScoringInput, job: Job): Promise<Outcome> {
  if (answer === '') return unscored('empty-answer');
  const alone = await job.measureAnswer(answer);
  if (alone.kind === 'too-long') return unscored('prompt-too-long');
  if (alone.nll.length < 2) return unscored('one-token-answer');
  const whole = await job.measure(prompt + answer);
  if (whole.kind === 'too-long') return unscored('prompt-too-long');
  const border = alignBorder(whole.tokens, prompt, answer) ?? (await borderByPrompt(whole.tokens, prompt, job.measure));
  const { promptCount, borderMerged } = border;
  if (promptCount >= job.maxLength) return unscored('prompt-too-long');
  const wholeCount = Math.min(whole.nll.length, job.maxLength);
  if (wholeCount <= promptCount) return unscored('empty-answer');
  const directCount = Math.min(alone.nll.length, job.maxLength - promptCount + 1);
  const losses = {
    conditioned: whole.nll.slice(promptCount, wholeCount),
    direct: alone.nll.slice(1, directCount),
    truncated: wholeCount < whole.nll.length || directCount < alone.nll.length,
    borderMerged,
  };
  return { kind: 'losses', losses, tokens: whole.tokens.slice(promptCount, wholeCount) };
}

/** Where no token ends at the border, or tokens do not spell the text: the prompt's own count of tokens decides. */
async function borderByPrompt(
  wholeTokens: readonly string[],
  prompt: string,
  measure: Measure,
): Promise<{ readonly promptCount: number; readonly borderMerged: boolean }> {
  const measured = await measure(prompt);
  // The whole was not too long, so its beginning is not either.
  const tokens = measured.kind === 'losses' ? measured.tokens : [];
  return { promptCount: tokens.length, borderMerged: tokens.some((token, index) => wholeTokens[index] !== token) };
}

function rememberAnswers(measure: Measure): Measure {
  const known = new Map<string, Promise<MeasuredPrompt>>();
  return (prompt) => {
    const key = typeof prompt === 'string' ? prompt : prompt.join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const measured = measure(prompt);
    known.set(key, measured);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED_ANSWERS && oldest !== undefined) known.delete(oldest);
    return measured;
  };
}

function unscored(reason: UnscoredReason): Outcome {
  return { kind: 'unscored', reason };
}
