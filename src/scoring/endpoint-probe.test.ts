import { describe, expect, test } from 'vitest';
import { toFailure, FailureError } from '../core/failure.ts';
import { isJsonObject, type JsonObject } from '../core/formats/json/json-value.ts';
import type { ScoredSample } from '../core/ifd/scored-sample.ts';
import type { EndpointClient, EndpointReply } from './endpoint-client.ts';
import { openEndpoint } from './endpoint-probe.ts';
import { scoreByEndpoint } from './endpoint-scorer.ts';

/** A server's side of the conversation, in the shapes that real ones answer with. */
type Complete = (body: JsonObject, text: string) => EndpointReply;

/** Splits as a server would; a text comes out as these joined. */
const tokensOf = (text: string): string[] => text.match(/ ?\S{1,4}|\s/gu) ?? [];

function clientOf(complete: Complete, models: JsonObject = { data: [{ id: 'weak' }] }): EndpointClient {
  return {
    host: 'localhost:8000',
    request: async (path, { body = {} }) => {
      if (path === '/models') return { kind: 'ok', body: models };
      return complete(body, typeof body['prompt'] === 'string' ? body['prompt'] : '');
    },
  };
}

const ok = (body: JsonObject): EndpointReply => ({ kind: 'ok', body });

/** Ten times a token's length as its loss, so that each is known. */
const logprobOf = (token: string): number => -token.length / 10;

/** vLLM with text: every token but the first by id. */
const vllm: Complete = (body, text) => {
  if (body['prompt_logprobs'] !== 0 || body['max_tokens'] !== 1) return { kind: 'refused', status: 400, message: 'no' };
  const [, ...rest] = tokensOf(text);
  const entries = rest.map((token) => ({ [token.length]: { logprob: logprobOf(token), decoded_token: token } }));
  return ok({ choices: [{ prompt_logprobs: [null, ...entries] }] });
};

/** A server that knows echo only, and refuses fields it does not know. */
const strictEcho: Complete = (body, text) => {
  const unknown = ['prompt_logprobs', 'add_special_tokens'].find((field) => field in body);
  if (unknown !== undefined) return { kind: 'refused', status: 422, message: `extra field ${unknown}` };
  const tokens = [...tokensOf(text), ' x'];
  return ok({
    choices: [{ logprobs: { tokens, token_logprobs: tokens.map((token, i) => (i === 0 ? null : logprobOf(token))) } }],
  });
};

const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, toFailure);

describe('the probe', () => {
  test('finds vLLM’s way and the echo', async () => {
    const asked = { model: undefined, tokenizer: undefined };
    expect(await openEndpoint(clientOf(vllm), asked)).toMatchObject({
      form: 'prompt-logprobs',
      plainText: true,
      model: 'weak',
    });
    expect(await openEndpoint(clientOf(strictEcho), asked)).toMatchObject({
      form: 'echo',
      plainText: false,
      notes: [],
    });
  });

  test.each<[string, Complete, RegExp]>([
    [
      "llama.cpp's server of 2026, which refuses an echo with a fault of its own",
      (body) => {
        if (body['echo'] !== true) return ok({ choices: [{ logprobs: null }], timings: { predicted_ms: 1 } });
        throw new FailureError({
          code: 'endpoint-failed',
          host: '',
          detail: 'HTTP 500: Only no echo is supported (3 attempts)',
        });
      },
      /Only no echo is supported/u,
    ],
    [
      'a server that lists generated tokens only',
      () => ok({ choices: [{ logprobs: { tokens: [' x'], token_logprobs: [-1] } }] }),
      /tokens that do not spell the prompt/u,
    ],
    ['a chat server', () => ({ kind: 'refused', status: 404, message: 'Not Found' }), /HTTP 404: Not Found/u],
  ])('refuses %s', async (_, complete, detail) => {
    const failure = await failureOf(openEndpoint(clientOf(complete), { model: 'weak', tokenizer: undefined }));
    expect(failure).toMatchObject({ code: 'endpoint-unfit', host: 'localhost:8000' });
    expect(isJsonObject(failure) ? failure['detail'] : '').toMatch(detail);
  });

  test('asks which model where there are several', async () => {
    const client = clientOf(vllm, { data: [{ id: 'a' }, { id: 'b' }] });
    const failure = await failureOf(openEndpoint(client, { model: undefined, tokenizer: undefined }));
    expect(failure).toMatchObject({
      code: 'endpoint-unfit',
      detail: 'it serves 2 models; name one with --model: a, b',
    });
  });

  test('ends at once where the key is not known', async () => {
    const client = clientOf(() => ({ kind: 'refused', status: 401, message: 'no key' }));
    const failure = await failureOf(openEndpoint(client, { model: 'weak', tokenizer: undefined }));
    expect(failure).toMatchObject({ code: 'endpoint-failed', detail: 'HTTP 401: no key' });
  });
});

describe('samples sent as texts', () => {
  async function scoreAll(complete: Complete, inputs: readonly { prompt: string; answer: string }[], maxLength = 100) {
    const endpoint = await openEndpoint(clientOf(complete), { model: 'weak', tokenizer: undefined });
    const all: ScoredSample[] = [];
    await scoreByEndpoint(
      endpoint,
      inputs.map((input, index) => ({ contentHash: `h${index}`, ...input })),
      { variant: 'superfiltering', maxLength, concurrency: 3, onScored: async (scored) => void all.push(...scored) },
    );
    return all;
  }
  const PROMPT = 'Find all.\n';

  test('keep their order and give the losses of their answer’s tokens', async () => {
    const inputs = Array.from({ length: 30 }, (_, index) => ({
      prompt: `${PROMPT}${index}\n`,
      answer: `[a${index} bcde]`,
    }));
    const all = await scoreAll(vllm, inputs);
    expect(all.map(({ contentHash }) => contentHash)).toEqual(inputs.map((_, index) => `h${index}`));
    expect(all[7]?.tokens).toEqual(['[a7', ' bcde', ']']);
    expect([...(all[7]?.losses?.conditioned ?? [])].map((loss) => loss.toFixed(1))).toEqual(['0.3', '0.5', '0.1']);
    expect([...(all[7]?.losses?.direct ?? [])].map((loss) => loss.toFixed(1))).toEqual(['0.5', '0.1']);
  });

  test('without a score have the reason', async () => {
    const reasons = async (answer: string, maxLength: number): Promise<unknown> => {
      const [scored] = await scoreAll(vllm, [{ prompt: PROMPT, answer }], maxLength);
      return scored?.result.kind === 'unscored' ? scored.result.reason : scored?.result;
    };
    expect(await reasons('', 100)).toBe('empty-answer');
    expect(await reasons('[]', 100)).toBe('one-token-answer');
    expect(await reasons('[ab] [cd]', 3)).toBe('prompt-too-long');
    // "Find", " all.", "\n" and two tokens of the answer's four.
    expect(await reasons('[ab] [cd] [ef] x', 5)).toMatchObject({ kind: 'scored', truncated: true });
  });

  test('across whose border a token lies are cut where the prompt’s own tokens end, and flagged', async () => {
    // Tokens of four letters: "Extr|act" alone, "Extr|acte|d" with the answer.
    const [scored] = await scoreAll(strictEcho, [{ prompt: 'Extract', answer: 'ed by him' }]);
    expect(scored?.result).toMatchObject({ kind: 'scored', borderMerged: true });
    expect(scored?.tokens).toEqual(['d', ' by', ' him']);
  });

  test('that are too long for the server have no score and do not end the run', async () => {
    const short: Complete = (body, text) =>
      text.length > 200
        ? { kind: 'refused', status: 400, message: "This model's maximum context length is 50 tokens" }
        : vllm(body, text);
    const inputs = [PROMPT, 'word '.repeat(100), PROMPT].map((prompt) => ({ prompt, answer: '[ab] [cd]' }));
    const kinds = (await scoreAll(short, inputs)).map(({ result }) =>
      result.kind === 'unscored' ? result.reason : 'scored',
    );
    expect(kinds).toEqual(['scored', 'prompt-too-long', 'scored']);
  });

  test('before one that fails are handed out, those behind it are not', async () => {
    const breaking: Complete = (body, text) =>
      text.includes('bad') ? { kind: 'refused', status: 400, message: 'no' } : vllm(body, text);
    const endpoint = await openEndpoint(clientOf(breaking), { model: 'weak', tokenizer: undefined });
    const seen: string[] = [];
    const inputs = ['a', 'b', 'bad', 'c'].map((name) => ({
      contentHash: name,
      prompt: `${name}\n`,
      answer: '[ab] [cd]',
    }));
    const run = scoreByEndpoint(endpoint, inputs, {
      variant: 'superfiltering',
      maxLength: 100,
      concurrency: 2,
      onScored: async (scored) => void seen.push(...scored.map(({ contentHash }) => contentHash)),
    });
    await expect(run).rejects.toMatchObject({ failure: { code: 'endpoint-failed', detail: 'HTTP 400: no' } });
    expect(seen).toEqual(['a', 'b']);
  });
});
