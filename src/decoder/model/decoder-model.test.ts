import { env, AutoModelForCausalLM, AutoTokenizer } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledModelPath, loadNodeModel } from '../../cli/models/load-node-model.ts';
import type { DecoderModel } from './decoder-model.ts';
import { generateAnswers } from '../generation/generate-answers.ts';

let model: DecoderModel;
beforeAll(async () => {
  model = await loadNodeModel(bundledModelPath());
});
afterAll(() => model.dispose());

const PROMPT =
  'Extract all Chemical and Disease entities from the following text. Answer with a JSON array of {"entity", "name"} objects in order of appearance, or [] if there are none.\nNaloxone reversed the clonidine-induced hypotension in conscious rats.\n';
const ANSWER = '[{"entity": "Chemical", "name": "Naloxone"}]';

/** Largest difference of two runs of NLLs; both in nats. */
function maxDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Infinity;
  return a.reduce((worst, value, index) => Math.max(worst, Math.abs(value - (b[index] ?? Infinity))), 0);
}

describe('a decoder in ONNX Runtime', () => {
  test('gives the same NLLs alone, in a padded batch, and behind a cached prefix', async () => {
    const { tokenizer } = model.opened;
    const promptIds = tokenizer.encode(PROMPT);
    const ids = tokenizer.encode(PROMPT + ANSWER);
    const row = { ids, targetStart: promptIds.length };
    const [alone] = await model.measureNll([row]);
    expect(alone?.length).toBe(ids.length - promptIds.length);
    expect(alone?.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);

    const [, inBatch] = await model.measureNll([{ ids: [...ids, ...ids], targetStart: 1 }, row]);
    expect(maxDifference(alone, inBatch)).toBeLessThan(1e-4);

    const cut = 20;
    const prefix = await model.prefill(ids.slice(0, cut));
    const rest = { ids: ids.slice(cut), targetStart: row.targetStart - cut };
    const [cached, cachedTwin] = await model.measureNll([rest, rest], prefix);
    expect(maxDifference(alone, cached)).toBeLessThan(1e-4);
    expect(maxDifference(alone, cachedTwin)).toBeLessThan(1e-4);
  });

  test('has logits whose log-softmax is the NLL that the scoring head gives', async () => {
    const ids = model.opened.tokenizer.encode(PROMPT);
    const target = ids[ids.length - 1] ?? 0;
    const { logits } = await model.step(ids.slice(0, -1));
    const max = logits.reduce((a, b) => Math.max(a, b));
    const logSumExp = max + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - max), 0));
    const [nll] = await model.measureNll([{ ids, targetStart: ids.length - 1 }]);
    expect(nll?.[0]).toBeCloseTo(logSumExp - (logits[target] ?? 0), 4);
  });

  test('runs one call after the other when several are made at once', async () => {
    const ids = model.opened.tokenizer.encode(PROMPT + ANSWER);
    const calls = Array.from({ length: 4 }, () => model.measureNll([{ ids, targetStart: 1 }]));
    const results = await Promise.all(calls);
    for (const [nll] of results) expect(maxDifference(nll, results[0]?.[0])).toBe(0);
  });

  test('refuses more tokens than the model holds', async () => {
    const ids = Array.from({ length: model.maxPositions + 2 }, () => 1);
    await expect(model.measureNll([{ ids, targetStart: 1 }])).rejects.toMatchObject({
      failure: {
        code: 'unexpected',
        detail: `${model.maxPositions + 1} tokens, the model holds ${model.maxPositions}`,
      },
    });
  });

  test('is loaded by transformers.js from the same folder, and both write the same answer', async () => {
    env.allowRemoteModels = false;
    env.localModelPath = bundledModelPath().replace(/bioselect-weak$/, '');
    const tokenizer = await AutoTokenizer.from_pretrained('bioselect-weak');
    const peer = await AutoModelForCausalLM.from_pretrained('bioselect-weak', { dtype: 'fp32', device: 'cpu' });
    const inputs = tokenizer(PROMPT, { add_special_tokens: false });
    const request = { prompt: PROMPT, text: '', entityTypes: [] };
    const [own] = await generateAnswers(model, [request], { maxNewTokens: 24, isFree: true });
    const tokenCount = own?.tokenCount ?? 0;
    const output: unknown = await peer.generate({ ...inputs, max_new_tokens: tokenCount, do_sample: false });
    const rows =
      output instanceof Object && 'tolist' in output && typeof output.tolist === 'function' ? output.tolist() : [];
    const ids: bigint[] = rows[0];
    const answerIds = ids.slice(model.opened.tokenizer.encode(PROMPT).length).map(Number);
    expect(tokenCount).toBeGreaterThan(5);
    expect(model.opened.tokenizer.decode(answerIds)).toBe(own?.answer);
  });
});
