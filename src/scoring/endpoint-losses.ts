import { FailureError } from '../core/failure.ts';
import { completionBody, readPromptLosses, type CompletionPrompt, type PromptLosses } from './endpoint-completion.ts';
import type { EndpointModel } from './endpoint-probe.ts';

/** A prompt's losses, the server's special tokens in front cut off. */
export type MeasuredPrompt =
  | ({ readonly kind: 'losses' } & Pick<PromptLosses, 'tokens' | 'nll'>)
  /** More tokens than the server's model takes. */
  | { readonly kind: 'too-long' };

/** Messages of vLLM, llama-cpp-python and OpenAI about a prompt that does not fit. */
const TOO_LONG = /context (?:length|window|size)|maximum (?:model|context|input|sequence)|too long|max_model_len/iu;

/**
 * One request: the NLL of every token of a prompt given those before it.
 *
 * @throws FailureError `endpoint-failed` when the server refuses, keeps failing, or answers otherwise than in the probe.
 */
export async function measurePrompt(
  endpoint: EndpointModel,
  prompt: CompletionPrompt,
  signal: AbortSignal | undefined,
): Promise<MeasuredPrompt> {
  const { client, leadingTokenCount } = endpoint;
  const reply = await client.request('/completions', { body: completionBody(prompt, endpoint), signal });
  if (reply.kind === 'refused') {
    if ((reply.status === 400 || reply.status === 413 || reply.status === 422) && TOO_LONG.test(reply.message)) {
      return { kind: 'too-long' };
    }
    throw failed(client.host, `HTTP ${reply.status}: ${reply.message}`);
  }
  const read = readPromptLosses(reply.body, prompt, endpoint.form);
  if (read.kind === 'unusable') throw failed(client.host, read.detail);
  const tokens = read.losses.tokens.slice(leadingTokenCount);
  const nll = read.losses.nll.slice(leadingTokenCount);
  if (typeof prompt !== 'string' && nll.length !== prompt.length) {
    throw failed(client.host, `log-probabilities of ${nll.length} tokens for a prompt of ${prompt.length} token ids`);
  }
  return { kind: 'losses', tokens, nll };
}

function failed(host: string, detail: string): FailureError {
  return new FailureError({ code: 'endpoint-failed', host, detail });
}
