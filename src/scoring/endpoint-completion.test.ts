import { describe, expect, test } from 'vitest';
import { completionBody, readPromptLosses, type CompletionForm } from './endpoint-completion.ts';

/** What vLLM answers to `prompt_logprobs: 0`: the prompt's own tokens by id, nothing for the first. */
const VLLM = {
  choices: [
    {
      text: ' x',
      prompt_logprobs: [
        null,
        { '11': { logprob: -0.5, rank: 1, decoded_token: ' me' } },
        { '12': { logprob: -9999, rank: 9, decoded_token: '.' } },
      ],
    },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 1 },
};

/** An echo with one generated token behind the prompt. */
const ECHO = {
  choices: [{ logprobs: { tokens: ['Tell', ' me', '.', ' x'], token_logprobs: [null, -0.5, -1.25, -3] } }],
  usage: { prompt_tokens: 3, completion_tokens: 1 },
};

function read(
  body: Readonly<Record<string, unknown>>,
  prompt: string | readonly number[],
  form: CompletionForm,
): object {
  const result = readPromptLosses(body, prompt, form);
  return result.kind === 'losses' ? { ...result.losses, nll: [...result.losses.nll] } : result;
}

describe('log-probabilities of a prompt', () => {
  test('by token id, as vLLM gives them; its stand-in for minus infinity is infinite', () => {
    const nll = [Number.NaN, 0.5, Infinity];
    const losses = { tokens: ['Tell', ' me', '.'], ids: [undefined, 11, 12], nll, unlistedCount: 0 };
    expect(read(VLLM, 'Tell me.', 'prompt-logprobs')).toEqual(losses);
    expect(read(VLLM, [10, 11, 12], 'prompt-logprobs')).toMatchObject({ ids: [undefined, 11, 12], nll });
  });

  test('of several tokens at a place the one asked for is taken, and without ids none is guessed', () => {
    const both = { '3': { logprob: -0.1, decoded_token: ' a' }, '11': { logprob: -2, decoded_token: ' me' } };
    const body = { choices: [{ prompt_logprobs: [null, both] }] };
    expect(read(body, [10, 11], 'prompt-logprobs')).toMatchObject({ nll: [Number.NaN, 2] });
    expect(read(body, 'Tell me', 'prompt-logprobs')).toMatchObject({ kind: 'unusable' });
  });

  test('from an echo, without the generated token', () => {
    const nll = [Number.NaN, 0.5, 1.25];
    expect(read(ECHO, 'Tell me.', 'echo')).toMatchObject({ tokens: ['Tell', ' me', '.'], nll, unlistedCount: 0 });
    expect(read(ECHO, [10, 11, 12], 'echo')).toMatchObject({ nll });
  });

  test('from an echo with a special token in front, listed or only counted', () => {
    const logprobs = { tokens: ['<s>', 'Tell', ' me', '!'], token_logprobs: [null, -0.5, -1.25, -3] };
    expect(read({ choices: [{ logprobs }] }, 'Tell me', 'echo')).toMatchObject({ tokens: ['<s>', 'Tell', ' me'] });
    const counted = { ...ECHO, usage: { prompt_tokens: 4 } };
    expect(read(counted, 'Tell me.', 'echo')).toMatchObject({ tokens: ['Tell', ' me', '.'], unlistedCount: 1 });
  });

  test('what is no log-probability becomes no number', () => {
    const logprobs = { tokens: ['a', 'b', 'c'], token_logprobs: [null, 0.5, null] };
    expect(read({ choices: [{ logprobs }] }, [1, 2, 3], 'echo-only')).toMatchObject({
      nll: [Number.NaN, Number.NaN, Number.NaN],
    });
  });

  test.each([
    [{}, 'no choices'],
    [{ choices: [{ logprobs: null }] }, 'no logprobs'],
    // llama.cpp's server: a list of generated tokens in the form of chat completions.
    [{ choices: [{ logprobs: { content: [{ token: ' x' }] } }] }, 'no logprobs of tokens'],
    [{ choices: [{ logprobs: { tokens: ['a'], token_logprobs: [] } }] }, '1 tokens have 0'],
  ])('%j is not taken for any', (body, detail) => {
    const result = readPromptLosses(body, 'a', 'echo');
    expect(result).toMatchObject({ kind: 'unusable' });
    expect(result.kind === 'unusable' ? result.detail : '').toContain(detail);
  });
});

test('requests ask for the prompt only, and for no special token before a text', () => {
  const common = { model: 'weak', temperature: 0 };
  expect(completionBody([1, 2], { model: 'weak', form: 'prompt-logprobs', plainText: true })).toEqual({
    ...common,
    prompt: [1, 2],
    max_tokens: 1,
    prompt_logprobs: 0,
  });
  expect(completionBody('a', { model: 'weak', form: 'echo-only', plainText: true })).toEqual({
    ...common,
    prompt: 'a',
    max_tokens: 0,
    echo: true,
    logprobs: 1,
    add_special_tokens: false,
  });
});
