import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AutoModelForCausalLM, env, Tensor } from '@huggingface/transformers';
import { Command } from 'commander';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addBuildModelCommand } from '../../cli/commands/build-model.ts';
import { diskFolder, loadNodeModel } from '../../cli/models/load-node-model.ts';
import { renderPrompt } from '../../core/samples/templates.ts';
import type { ScoredSample } from '../../core/ifd/scored-sample.ts';
import { scoreSamples } from '../../scoring/score-samples.ts';
import { describeIfShared, sharedPath } from '../../testing/shared-folder.ts';
import { DecoderModel } from '../model/decoder-model.ts';
import { SUPPORTED_ARCHITECTURES } from '../config/model-config.ts';
import { openModelFolder, type ModelFolder } from '../model/model-folder.ts';

/** Of an NLL in nats, against transformers in float64. */
const NLL_TOLERANCE = 2e-4;
const FIXTURES = 'src/testing/fixtures/models';

interface Expected {
  readonly rows: readonly { readonly text: string; readonly ids: number[]; readonly nll: (number | null)[] }[];
  readonly ifd?: readonly {
    readonly instruction: string;
    readonly input: string;
    readonly output: string;
    readonly conditionedAnswerLoss: number;
    readonly directAnswerLoss: number;
    readonly ifd: number;
  }[];
}

function readExpected(folder: string): Expected {
  return JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8'));
}

/** Largest difference; Infinity where the two are not of one length. */
function maxDifference(a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Infinity;
  const differences = Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Infinity)));
  return Math.max(0, ...differences);
}

/** Compares ids one for one and returns the largest |ΔNLL| over all rows. */
async function worstNll(model: DecoderModel, { rows }: Expected): Promise<number> {
  let worst = 0;
  for (const { text, ids, nll } of rows) {
    expect(model.opened.tokenizer.encode(text).slice(0, ids.length)).toEqual(ids);
    if (ids.length < 2) continue;
    const [measured] = await model.measureNll([{ ids, targetStart: 1 }]);
    const expected = nll.slice(1).map((value) => value ?? Number.NaN);
    worst = Math.max(worst, maxDifference(measured, expected));
  }
  return worst;
}

/** The ids and what transformers.js appends to them: the likeliest token, twelve times or to the end token. */
async function continueInPeer(name: string, ids: readonly number[]): Promise<readonly number[]> {
  const peer = await AutoModelForCausalLM.from_pretrained(name, { dtype: 'fp32', device: 'cpu' });
  const tensor = (values: readonly number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const inputs = { input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) };
  const output: unknown = await peer.generate({ ...inputs, max_new_tokens: 12, do_sample: false });
  await peer.dispose();
  if (!(output instanceof Tensor)) throw new Error('transformers.js gave no ids');
  const rows: bigint[][] = output.tolist();
  return (rows[0] ?? []).map(Number);
}

/** The same with the studio's graph, one token a step. */
async function continueGreedily(model: DecoderModel, ids: readonly number[], count: number): Promise<number[]> {
  const written = [...ids];
  let { logits, cache } = await model.step(ids);
  while (written.length < ids.length + count) {
    const next = logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
    written.push(next);
    ({ logits, cache } = await model.step([next], cache));
  }
  return written;
}

describe.each(SUPPORTED_ARCHITECTURES)('a random %s model', (architecture) => {
  const folder = path.join(FIXTURES, architecture);
  const expected = readExpected(folder);
  let model: DecoderModel;
  beforeAll(async () => {
    model = await loadNodeModel(folder);
  });
  afterAll(() => model.dispose());

  test('has the ids and NLLs that transformers has in float64', async () => {
    expect(model.opened.config.architecture).toBe(architecture);
    expect(expected.rows.flatMap(({ ids }) => ids).length).toBeGreaterThan(500);
    const worst = await worstNll(model, expected);
    console.log(`${architecture}: max |ΔNLL| ${worst.toExponential(1)} nats`);
    expect(worst).toBeLessThan(NLL_TOLERANCE);
  });

  test('has the same NLLs behind a cached prefix as without it, alone and in a batch', async () => {
    const ids = expected.rows[0]?.ids ?? [];
    const cut = 40;
    const [whole] = await model.measureNll([{ ids, targetStart: cut + 1 }]);
    const past = await model.prefill(ids.slice(0, cut));
    const rest = { ids: ids.slice(cut), targetStart: 1 };
    const behind = await model.measureNll([rest, { ids: rest.ids.slice(0, 9), targetStart: 1 }, rest], past);
    expect(whole?.length).toBeGreaterThan(100);
    expect(maxDifference(behind[0], whole)).toBeLessThan(1e-4);
    expect(maxDifference(behind[2], whole)).toBeLessThan(1e-4);
    expect(maxDifference(behind[1], whole?.slice(0, 8))).toBeLessThan(1e-4);
  });

  test('gives samples the IFD that the reference computes', async () => {
    const rows = expected.ifd ?? [];
    const inputs = rows.map(({ instruction, input, output }, index) => ({
      contentHash: String(index),
      prompt: renderPrompt(instruction, input),
      answer: output,
    }));
    const scored: ScoredSample[] = [];
    await scoreSamples(model, inputs, {
      variant: 'superfiltering',
      maxLength: 1024,
      onScored: (some) => scored.push(...some),
    });
    expect(rows.length).toBe(6);
    const byHash = new Map(scored.map((each) => [each.contentHash, each.result]));
    const ifds = rows.map((_, index) => {
      const result = byHash.get(String(index));
      return result?.kind === 'scored' ? result.ifd : Number.NaN;
    });
    expect(
      maxDifference(
        ifds,
        rows.map(({ ifd }) => ifd),
      ),
    ).toBeLessThan(1e-4);
  });

  test('built with build-model, runs in transformers.js and writes the same answer there', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'bioselect-model-'));
    try {
      const program = new Command().exitOverride();
      addBuildModelCommand(program);
      await program.parseAsync(['build-model', '--model', folder, '--out', path.join(out, architecture)], {
        from: 'user',
      });
      env.allowRemoteModels = false;
      env.localModelPath = `${out}/`;
      const ids = (expected.rows[0]?.ids ?? []).slice(0, 30);
      const written = await continueInPeer(architecture, ids);
      expect(written.length).toBeGreaterThan(ids.length + 2);
      expect(written).toEqual(await continueGreedily(model, ids, written.length - ids.length));

      const rebuilt = await loadNodeModel(path.join(out, architecture));
      expect(await worstNll(rebuilt, expected)).toBeLessThan(NLL_TOLERANCE);
      await rebuilt.dispose();
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});

/**
 * References beside the repository, by the dtype of the rotary frequencies they were computed with. The BF16 one came
 * of a model that had been cast as a whole, frequencies included; transformers keeps them in f32 when it loads that
 * folder, as the studio does by default, and then misses its own reference by 6.3e-4 nats.
 */
const OUTSIDE_REFERENCES = [
  ['qwen3', 'float32'],
  ['qwen2', 'bfloat16'],
  ['llama', 'float32'],
  ['gpt2', 'float32'],
] as const;

describe.each(OUTSIDE_REFERENCES)('the outside reference for %s', (architecture, rotaryDtype) => {
  describeIfShared(`fixtures/hf-parity/${architecture}`)('beside the repository', () => {
    test(`is met with rotary_dtype ${rotaryDtype}: equal ids, every NLL within 2e-4 nats`, async () => {
      const folder = sharedPath(`fixtures/hf-parity/${architecture}`);
      const expected = readExpected(folder);
      const files = withConfigFields(diskFolder(folder), { rotary_dtype: rotaryDtype });
      const model = await DecoderModel.load(ort, await openModelFolder(files), { executionProviders: ['cpu'] });
      expect(expected.rows.flatMap(({ ids }) => ids).length).toBeGreaterThan(400);
      const worst = await worstNll(model, expected);
      console.log(`${folder}, rotary_dtype ${rotaryDtype}: max |ΔNLL| ${worst.toExponential(1)} nats`);
      expect(worst).toBeLessThan(NLL_TOLERANCE);
      await model.dispose();
    });
  });
});

/** The folder with more fields in its config. */
function withConfigFields(folder: ModelFolder, fields: Readonly<Record<string, string>>): ModelFolder {
  return {
    ...folder,
    readBytes: async (file) => {
      const bytes = await folder.readBytes(file);
      if (file !== 'config.json' || bytes === undefined) return bytes;
      const config: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return new TextEncoder().encode(JSON.stringify({ ...Object(config), ...fields }));
    },
  };
}
