import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as Transformers from '@huggingface/transformers';
import { expect } from '@playwright/test';
import { bundledModelPath, loadNodeModel } from '../src/cli/models/load-node-model.ts';
import { generateAnswers } from '../src/decoder/generation/generate-answers.ts';
import { rootDir } from '../scripts/run-command.mjs';
import { test } from './local-test.ts';

/** Where the test hands out transformers.js; the studio's own server knows nothing of it. */
const ROUTE = '/transformers-test/';

const PROMPT =
  'Extract all Chemical and Disease entities from the following text. Answer with a JSON array of {"entity", "name"} objects in order of appearance, or [] if there are none.\nNaloxone reversed the clonidine-induced hypotension in conscious rats.\n';

/** A file of an installed package; its browser bundle has ONNX Runtime inside. */
function packageFile(name: string): string {
  const folder = name.startsWith('ort-')
    ? path.join('onnxruntime-web', 'dist')
    : path.join('@huggingface', 'transformers', 'dist');
  return path.join(rootDir, 'node_modules', folder, name);
}

test('transformers.js in Chromium loads the embedded model and writes what the studio’s own loop writes', async ({
  page,
}) => {
  await page.route(`**${ROUTE}*`, async (route) => {
    const name = path.basename(new URL(route.request().url()).pathname);
    const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    await route.fulfill({ body: await readFile(packageFile(name)), contentType });
  });
  await page.goto('/');
  const model = await loadNodeModel(bundledModelPath());
  const request = { prompt: PROMPT, text: '', entityTypes: [] };
  const [own] = await generateAnswers(model, [request], { maxNewTokens: 24, isFree: true });
  await model.dispose();
  const tokenCount = own?.tokenCount ?? 0;

  const text = await page.evaluate(generateInPage, { route: ROUTE, prompt: PROMPT, maxNewTokens: tokenCount });
  expect(tokenCount).toBeGreaterThan(5);
  expect(text).toBe(own?.answer);
});

/** Runs in the page: nothing of this file but its argument is there. */
async function generateInPage(job: { route: string; prompt: string; maxNewTokens: number }): Promise<string> {
  const library: typeof Transformers = await import(`${job.route}transformers.min.js`);
  const { env, AutoTokenizer, AutoModelForCausalLM } = library;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = '/models/';
  env.useBrowserCache = false;
  env.useWasmCache = false;
  const { wasm } = env.backends.onnx;
  if (wasm === undefined) throw new Error('transformers.js has no WASM backend');
  const runtime = `${job.route}ort-wasm-simd-threaded.asyncify`;
  wasm.wasmPaths = { mjs: `${runtime}.mjs`, wasm: `${runtime}.wasm` };
  wasm.numThreads = 1;
  const tokenizer = await AutoTokenizer.from_pretrained('bioselect-weak');
  const model = await AutoModelForCausalLM.from_pretrained('bioselect-weak', { dtype: 'fp32', device: 'wasm' });
  const inputs = tokenizer(job.prompt, { add_special_tokens: false });
  const output: unknown = await model.generate({ ...inputs, max_new_tokens: job.maxNewTokens, do_sample: false });
  if (!(output instanceof library.Tensor)) throw new Error('generate gave no tensor');
  const rows: bigint[][] = output.tolist();
  const promptLength: number = inputs.input_ids.dims[1] ?? 0;
  return tokenizer.decode((rows[0] ?? []).slice(promptLength), { skip_special_tokens: true });
}
