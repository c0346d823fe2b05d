import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashText } from '../../core/text/hash-text.ts';
import { ensureBuiltCli, startCli, type CliRun } from '../../testing/built-cli.ts';
import { writeSmallExport } from '../../testing/small-export.ts';
import { EXIT } from '../output/exit-codes.ts';

const MODELS = join(import.meta.dirname, '../../testing/fixtures/models');

let folder = '';
let exported = '';
beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  exported = await writeSmallExport(folder, 'export', 10);
}, 180_000);
afterAll(() => rm(folder, { recursive: true }));

const QUICK = ['--set', 'max_length=400', '--set', 'max_updates=1', '--set', 'dev_samples=1', '--threads', '1'];

function train(path: string, ...args: string[]): Promise<CliRun> {
  return startCli(['train', path, '--model', join(MODELS, 'qwen3'), ...QUICK, ...args]).done;
}

let copies = 0;
/** A copy of the export to be spoilt. */
async function copyExport(): Promise<string> {
  copies += 1;
  const copy = join(folder, `copy-${copies}`);
  await cp(exported, copy, { recursive: true });
  return copy;
}

/** Puts another text into the export as if it had been exported so. */
async function replaceFile(path: string, name: string, text: string): Promise<void> {
  await writeFile(join(path, name), text);
  const manifest = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'));
  for (const file of manifest.files) if (file.name === name) Object.assign(file, hashText(text));
  await writeFile(join(path, 'manifest.json'), JSON.stringify(manifest));
}

describe('a training that cannot be', () => {
  const out = (): string => join(folder, 'out');

  async function expectRefusal(run: CliRun, exitCode: number, ...words: readonly string[]): Promise<void> {
    for (const word of words) expect(run.err).toContain(word);
    expect(run.exitCode, run.err).toBe(exitCode);
    expect(run.out).toBe('');
    expect(existsSync(out())).toBe(false);
  }

  test('for a changed data file names it and both hashes', async () => {
    const copy = await copyExport();
    await appendFile(join(copy, 'train.jsonl'), '\n');
    await expectRefusal(await train(copy, '--out', out()), EXIT.badData, 'train.jsonl', 'SHA-256', 'checksum-mismatch');
  });

  test('for an empty train file says so', async () => {
    const copy = await copyExport();
    await replaceFile(copy, 'train.jsonl', '');
    await expectRefusal(await train(copy, '--out', out()), EXIT.badData, 'train.jsonl has no rows');
  });

  test('for answers that are all longer than the window says how long the shortest is', async () => {
    const run = await train(exported, '--out', out(), '--set', 'max_length=8');
    await expectRefusal(run, EXIT.badData, 'fits into 8 tokens', 'the shortest has');
  });

  test('for a window that the model does not have says what it has', async () => {
    const run = await train(exported, '--out', out(), '--set', 'max_length=100000');
    await expectRefusal(run, EXIT.usage, 'the model holds 512 tokens');
  });

  test('for an unknown key names the nearest right one', async () => {
    const run = await train(exported, '--out', out(), '--set', 'lerning_rate=1', '--set', 'lora.rnk=2');
    await expectRefusal(run, EXIT.usage, '"lerning_rate"; did you mean "learning_rate"?', 'did you mean "lora.rank"?');
  });

  test('for an architecture that is not trainable says which are', async () => {
    const run = await train(exported, '--out', out(), '--model', join(MODELS, 'gpt2'));
    await expectRefusal(run, EXIT.model, 'gpt2', 'qwen3, qwen2, llama');
  });

  test('for what is no export says so', async () => {
    await expectRefusal(await train(folder, '--out', out()), EXIT.badData, 'no manifest.json');
    await expectRefusal(await train(join(folder, 'export.pubtator'), '--out', out()), EXIT.badData, 'not an export');
    await expectRefusal(await train(join(folder, 'nowhere'), '--out', out()), EXIT.badData, 'no such file or folder');
  });

  test('for a model that is not there says so', async () => {
    await expectRefusal(
      await train(exported, '--out', out(), '--model', 'nobody/nothing'),
      EXIT.model,
      'nobody/nothing',
    );
  });

  test('for a missing checkpoint says so', async () => {
    await expectRefusal(await train(exported, '--out', out(), '--resume'), EXIT.usage, 'has no checkpoint');
  });

  test('into a folder with files leaves them as they are, with --force too', async () => {
    const busy = join(folder, 'busy');
    await mkdir(busy);
    await writeFile(join(busy, 'thesis.txt'), 'years of work');
    for (const flags of [[], ['--force']]) {
      const run = await train(exported, '--out', busy, ...flags);
      expect(run.exitCode, run.err).toBe(EXIT.usage);
      expect(run.err).toContain('not empty');
    }
    expect(await readdir(busy)).toEqual(['thesis.txt']);
  });
});

describe('a training', () => {
  test('in the folder of the export, as its README says, writes where its config says', async () => {
    const copy = await copyExport();
    const config = (await readFile(join(copy, 'bioselect/train.yaml'), 'utf8'))
      .replace(/^max_length: .*/m, 'max_length: 400')
      .replace(/^epochs: .*/m, 'epochs: 1\ndev_samples: 1\nmax_new_tokens: 10');
    // Configs are there to be changed; data is not.
    await writeFile(join(copy, 'bioselect/train.yaml'), config);
    const model = ['--model', join(MODELS, 'llama')];
    const run = await startCli(['train', copy, '--config', 'bioselect/train.yaml', ...model, '--json']).done;
    expect(run.exitCode, run.err).toBe(EXIT.ok);
    expect(await readdir(join(copy, 'out/bioselect'))).toEqual(
      expect.arrayContaining(['checkpoints', 'metrics.csv', 'model', 'report.html', 'result.json']),
    );
    const files = await readdir(join(copy, 'out/bioselect/model'));
    expect(files).toEqual(expect.arrayContaining(['config.json', 'model.safetensors', 'onnx', 'tokenizer.json']));
    // The run's own files are none of the export's: it can be trained again.
    const again = await startCli(['train', copy, ...model, '--dry-run']).done;
    expect(again.exitCode).toBe(EXIT.usage);
  }, 60_000);

  test('of a zip shows its plan and writes nothing with --dry-run', async () => {
    const zip = await writeSmallExport(folder, 'small.zip', 10);
    const out = join(folder, 'planned');
    const run = await train(zip, '--out', out, '--dry-run');
    expect(run.exitCode, run.err).toBe(EXIT.ok);
    for (const word of ['samples', 'tokens', 'updates', 'memory', 'time']) expect(run.out).toContain(word);
    expect(existsSync(out)).toBe(false);
  });

  test('by another engine shows command and files with --dry-run', async () => {
    for (const [engine, command] of [
      ['trl', 'trl sft --config sft.yaml'],
      ['llamafactory', 'llamafactory-cli train sft.yaml'],
      ['axolotl', 'axolotl train config.yml'],
    ]) {
      const run = await startCli([
        'train',
        exported,
        '--engine',
        engine ?? '',
        '--dry-run',
        '--nproc',
        '4',
        '--zero',
        '3',
      ]).done;
      expect(run.exitCode, run.err).toBe(EXIT.ok);
      expect(run.out).toContain(command);
      expect(run.out).toMatch(/train\.jsonl: \d+ rows/u);
      expect(run.out).toMatch(/zero_stage: 3|"stage": 3/u);
    }
  });

  test('by an engine that is not installed says how to install it', async () => {
    const python = join(folder, 'no-python');
    const run = await startCli(['train', exported, '--engine', 'trl', '--python', python]).done;
    expect(run.exitCode).toBe(EXIT.unexpected);
    expect(run.err).toContain('-m pip install trl');
    expect(existsSync(join(exported, 'out'))).toBe(false);
  });
});
