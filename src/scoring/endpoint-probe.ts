import { FailureError } from '../core/failure.ts';
import { isJsonObject, objectsOf } from '../core/formats/json/json-value.ts';
import type { TextTokenizer } from '../decoder/tokenizer.ts';
import type { EndpointClient } from './endpoint-client.ts';
import {
  completionBody,
  readPromptLosses,
  type CompletionForm,
  type CompletionOptions,
  type CompletionPrompt,
  type PromptLosses,
} from './endpoint-completion.ts';

/** A completion server that was asked what it can give, and how to ask it. */
export interface EndpointModel extends CompletionOptions {
  readonly client: EndpointClient;
  /** Undefined where the server tokenises. */
  readonly tokenizer: TextTokenizer | undefined;
  /** Special tokens that stand before every prompt in the server's list of tokens. */
  readonly leadingTokenCount: number;
  /** The same, counted but not listed. */
  readonly unlistedTokenCount: number;
  /** Tokens that a prompt may have, where the server says so. */
  readonly windowTokens: number | undefined;
  /** For the person: what is not as one would expect. */
  readonly notes: readonly string[];
}

export interface ProbeOptions {
  /** Undefined: the only model that the server lists. */
  readonly model: string | undefined;
  readonly tokenizer: TextTokenizer | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** No word of the corpus: nothing of it is sent before the server is known to be fit. Plain ASCII, so that it aligns. */
const PROBE_TEXT = 'Naloxone reverses the effect of clonidine.\n[{"entity": "Chemical", "name": "Naloxone"}]';
const FORMS: readonly CompletionForm[] = ['prompt-logprobs', 'echo', 'echo-only'];
/** A server that is not there, or that fails on what it does not know, should show soon. */
const PROBE_ATTEMPTS = 3;

/**
 * Asks a server which of the known ways of giving a prompt's log-probabilities it has, with a small prompt of ours.
 *
 * @throws FailureError `endpoint-unfit` when it has none, or when the tokenizer is not the server's; `endpoint-failed`
 * when it cannot be asked.
 */
export async function openEndpoint(client: EndpointClient, options: ProbeOptions): Promise<EndpointModel> {
  const { name, windowTokens, notes } = await findModel(client, options);
  const probe: Probe = { client, model: name, signal: options.signal, replies: new Set() };
  const { tokenizer } = options;
  if (tokenizer !== undefined) {
    const byIds = await probeIds(probe, tokenizer);
    if (byIds !== undefined) return { ...byIds, client, model: name, windowTokens, notes: [...notes, ...byIds.notes] };
    notes.push('the server takes no token ids, so texts are sent and tokens are its own');
  }
  const byText = await probeText(probe);
  if (byText === undefined) throw unfit(client, [...probe.replies].join('; '));
  const { form, plainText, leadingTokenCount, unlistedTokenCount } = byText;
  if (leadingTokenCount + unlistedTokenCount > 0) {
    const advice = tokenizer === undefined ? '; token ids, sent where --tokenizer is given, go without' : '';
    notes.push(`the server puts a special token before each text, which the losses are then conditioned on${advice}`);
  }
  return {
    client,
    model: name,
    form,
    plainText,
    leadingTokenCount,
    unlistedTokenCount,
    windowTokens,
    notes,
    tokenizer: undefined,
  };
}

interface Probe {
  readonly client: EndpointClient;
  readonly model: string;
  readonly signal: AbortSignal | undefined;
  /** What did not do, in words, each once. */
  readonly replies: Set<string>;
}

type Probed = Pick<EndpointModel, 'form' | 'plainText' | 'leadingTokenCount' | 'unlistedTokenCount'> & {
  readonly losses: PromptLosses;
};

async function findModel(
  client: EndpointClient,
  { model, signal }: ProbeOptions,
): Promise<{ readonly name: string; readonly windowTokens: number | undefined; readonly notes: string[] }> {
  const reply = await client.request('/models', { signal, attemptCount: PROBE_ATTEMPTS });
  if (reply.kind === 'refused') {
    if (reply.status === 401 || reply.status === 403) throw refused(client, reply);
    if (model === undefined) throw unfit(client, `it lists no models (HTTP ${reply.status}); name one with --model`);
    return { name: model, windowTokens: undefined, notes: [`the server lists no models (HTTP ${reply.status})`] };
  }
  const listed = objectsOf(reply.body['data']);
  const names = listed.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const name = model ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined)
    throw unfit(client, `it serves ${names.length} models; name one with --model: ${names.join(', ')}`);
  const found = listed.find(({ id }) => id === name);
  if (found === undefined) throw unfit(client, `it serves no "${name}", but ${names.join(', ') || 'nothing'}`);
  const window = found['max_model_len'];
  return { name, windowTokens: typeof window === 'number' ? window : undefined, notes: [] };
}

async function probeIds(
  probe: Probe,
  tokenizer: TextTokenizer,
): Promise<Omit<EndpointModel, 'client' | 'model' | 'windowTokens'> | undefined> {
  const ids = tokenizer.encode(PROBE_TEXT);
  for (const form of FORMS) {
    const losses = await ask(probe, ids, { model: probe.model, form, plainText: false });
    if (losses === undefined) continue;
    const leadingTokenCount = losses.nll.length - ids.length;
    const isOurs =
      (leadingTokenCount === 0 || leadingTokenCount === 1) &&
      (losses.ids ?? []).slice(leadingTokenCount).every((id, index) => id === undefined || id === ids[index]);
    if (!isOurs || !isSound(losses)) {
      probe.replies.add(`log-probabilities of ${losses.nll.length} tokens for a prompt of ${ids.length} token ids`);
      continue;
    }
    const notes = leadingTokenCount > 0 ? ['the server puts a special token before the token ids it is given'] : [];
    if (!(await isTokenizerOf(probe, { tokenizer, ids, form }))) {
      throw unfit(
        probe.client,
        `it tokenises a text otherwise than the tokenizer given, which is not that of "${probe.model}"`,
      );
    }
    const unlistedTokenCount = losses.unlistedCount;
    return { form, plainText: false, leadingTokenCount, unlistedTokenCount, tokenizer, notes };
  }
  return undefined;
}

/** Ids of another vocabulary would give numbers too, only wrong ones. A server that takes no text cannot be asked. */
async function isTokenizerOf(
  probe: Probe,
  { tokenizer, ids, form }: { tokenizer: TextTokenizer; ids: readonly number[]; form: CompletionForm },
): Promise<boolean> {
  for (const plainText of [true, false]) {
    const losses = await ask(probe, PROBE_TEXT, { model: probe.model, form, plainText });
    if (losses === undefined) continue;
    const leading = losses.nll.length - ids.length;
    if (leading < 0 || leading > 1) return false;
    return ids.every((id, index) => {
      const theirId = losses.ids?.[leading + index];
      if (theirId !== undefined) return theirId === id;
      return losses.tokens[leading + index] === tokenizer.decode([id]);
    });
  }
  return true;
}

async function probeText(probe: Probe): Promise<Probed | undefined> {
  for (const form of FORMS) {
    for (const plainText of [true, false]) {
      const losses = await ask(probe, PROBE_TEXT, { model: probe.model, form, plainText });
      if (losses === undefined) continue;
      const leadingTokenCount = [0, 1].find((count) => losses.tokens.slice(count).join('') === PROBE_TEXT);
      if (leadingTokenCount !== undefined && losses.nll.length > leadingTokenCount + 1 && isSound(losses)) {
        // An empty first token is a special one whose text the server keeps to itself.
        const leading = leadingTokenCount === 0 && losses.tokens[0] === '' ? 1 : leadingTokenCount;
        return { form, plainText, leadingTokenCount: leading, unlistedTokenCount: losses.unlistedCount, losses };
      }
      probe.replies.add(`log-probabilities of ${losses.nll.length} tokens that do not spell the prompt`);
    }
  }
  return undefined;
}

/** Every token but the first has a loss. */
function isSound({ nll }: PromptLosses): boolean {
  return nll.slice(1).every((loss) => Number.isFinite(loss));
}

/** Undefined where this way does not do; what the server said instead is kept. */
async function ask(
  probe: Probe,
  prompt: CompletionPrompt,
  options: CompletionOptions,
): Promise<PromptLosses | undefined> {
  const { client, signal } = probe;
  const reply = await client
    .request('/completions', { body: completionBody(prompt, options), signal, attemptCount: PROBE_ATTEMPTS })
    .catch((error: unknown) => {
      // Some servers answer what they do not know with a fault of their own. One that is gone fails here too.
      if (!(error instanceof FailureError) || error.failure.code !== 'endpoint-failed') throw error;
      if (!/^HTTP 5\d\d/u.test(error.failure.detail)) throw error;
      probe.replies.add(error.failure.detail);
      return undefined;
    });
  if (reply === undefined) return undefined;
  if (reply.kind === 'refused') {
    if (reply.status === 401 || reply.status === 403) throw refused(client, reply);
    probe.replies.add(`HTTP ${reply.status}: ${reply.message}`);
    return undefined;
  }
  const read = readPromptLosses(reply.body, prompt, options.form);
  if (read.kind === 'losses') return read.losses;
  probe.replies.add(isLlamaServer(reply.body) ? `${read.detail}, as with llama.cpp's server` : read.detail);
  return undefined;
}

/** Its answers carry timings of its own; it gives log-probabilities of generated tokens only. */
function isLlamaServer(body: object): boolean {
  return 'timings' in body && isJsonObject(body.timings);
}

function refused(client: EndpointClient, reply: { readonly status: number; readonly message: string }): FailureError {
  const detail = `HTTP ${reply.status}: ${reply.message}`;
  return new FailureError({ code: 'endpoint-failed', host: client.host, detail });
}

function unfit(client: EndpointClient, detail: string): FailureError {
  return new FailureError({ code: 'endpoint-unfit', host: client.host, detail });
}
