import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExport, unzipFiles } from '../core/export/read-export.ts';
import type { IfdResult } from '../core/ifd/ifd.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import { isPositiveSample, type Sample } from '../core/samples/sample.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../core/samples/templates.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { EXIT } from './output/exit-codes.ts';
import { addExportCommand } from './commands/export.ts';
import { openCorpus } from './corpus/open-corpus.ts';
import { provenancePath } from './scores/score-provenance.ts';
import { toScoreRow } from './scores/score-rows.ts';
import { addSelectCommand } from './commands/select.ts';

interface Run {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

async function bioselect(...args: string[]): Promise<Run> {
  let out = '';
  let err = '';
  const program = new Command('bioselect')
    .exitOverride()
    .configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) });
  addSelectCommand(program);
  addExportCommand(program);
  addEvaluateCommand(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { out, err, exitCode: EXIT.ok };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { out, err, exitCode: error.exitCode };
  }
}

/** Ten abstracts of two sentences; the first names a disease, the second names nothing. */
function pubtator(): string {
  const blocks = Array.from({ length: 10 }, (_, index) => {
    const id = `${7000 + index}`;
    return `${id}|t|Case ${index} had gout.\n${id}|a|Nothing else was seen.\n${id}\t11\t15\tgout\tDisease\tD006073\n`;
  });
  return blocks.join('\n');
}

let folder = '';
let corpusFile = '';
let scoresFile = '';
let samples: readonly Sample[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  corpusFile = join(folder, 'notes.PubTator');
  scoresFile = join(folder, 'scores.jsonl');
  await writeFile(corpusFile, pubtator());
  const { corpus } = await openCorpus([corpusFile]);
  const options = {
    entityTypes: ['Disease'],
    instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
    unit: 'sentence',
  } as const;
  samples = buildSamples(corpus, options).samples;
  let positives = 0;
  const rows = samples.map((sample) => {
    const ifd = 0.11 * (isPositiveSample(sample) ? ++positives : 1);
    const losses = {
      conditionedAnswerLoss: 1 + Math.log(ifd),
      directAnswerLoss: 1,
      truncated: false,
      borderMerged: false,
    };
    const result: IfdResult = isPositiveSample(sample)
      ? { kind: 'scored', ifd, ...losses }
      : { kind: 'unscored', reason: 'one-token-answer' };
    return `${JSON.stringify(toScoreRow(sample, result))}\n`;
  });
  await writeFile(scoresFile, rows.join(''));
  const provenance = {
    modelHash: 'cd'.repeat(32),
    modelName: 'tiny',
    backend: 'node-cpu',
    dtype: 'f32',
    variant: 'superfiltering',
    maxLength: 1024,
    version: '0.1.0',
  };
  await writeFile(provenancePath(scoresFile), JSON.stringify(provenance));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('select', () => {
  test('prints the counts and writes a row for each sample', async () => {
    const out = join(folder, 'selection.jsonl');
    const run = await bioselect('select', corpusFile, '--scores', scoresFile, '--out', out, '--json');
    expect(run.exitCode).toBe(EXIT.ok);
    expect(JSON.parse(run.out)).toMatchObject({
      options: { strategy: 'hybrid', keepRatio: 0.5, base: 'all-positives' },
      counts: { positives: 10, keptPositives: 5, negatives: 10, keptNegatives: 10 },
      entityTypes: [{ entityType: 'Disease', mentions: 10, keptMentions: 5, names: 1, vanishedNames: 0 }],
    });
    const rows = (await readFile(out, 'utf8')).trim().split('\n');
    expect(rows).toHaveLength(20);
    const last = rows.map((row) => JSON.parse(row)).find((row) => row.reason === 'ifd-at-or-above-ceiling');
    expect(last).toMatchObject({ kept: false, rank: null });
  });

  test('says the same in words', async () => {
    const { out } = await bioselect('select', corpusFile, '--scores', scoresFile, '--keep', '0.25');
    expect(out).toContain('positives  2 of 10');
    expect(out).toContain('Disease: 2 of 10 mentions kept');
  });

  test('random and full need no scores, the others do', async () => {
    const random = await bioselect('select', corpusFile, '--strategy', 'random', '--json');
    expect(JSON.parse(random.out).counts.keptPositives).toBe(5);
    const hybrid = await bioselect('select', corpusFile);
    expect(hybrid).toMatchObject({ exitCode: EXIT.usage });
    expect(hybrid.err).toContain('--scores');
  });

  test('scores of other types are noticed', async () => {
    const run = await bioselect('select', corpusFile, '--scores', scoresFile, '--types', 'Disease,Gene');
    expect(run.exitCode).toBe(EXIT.badData);
    expect(run.err).toMatch(/no score for any of the 10 positive samples/);
  });

  test('a ratio out of bounds and a missing file are refused with their name', async () => {
    const ratio = await bioselect('select', corpusFile, '--scores', scoresFile, '--keep', '1.5');
    expect(ratio.err).toMatch(/--keep.*Expected a number above 0 to 1/);
    const missing = await bioselect('select', corpusFile, '--scores', join(folder, 'none.jsonl'));
    expect(missing).toMatchObject({ exitCode: EXIT.badData });
    expect(missing.err).toContain('none.jsonl could not be read');
    const noCorpus = await bioselect('select', join(folder, 'none.txt'), '--strategy', 'full');
    expect(noCorpus).toMatchObject({ exitCode: EXIT.badData });
  });
});

describe('export', () => {
  test('writes a zip that reads back whole, byte for byte the same each time', async () => {
    const zip = join(folder, 'curated.zip');
    const args = [
      'export',
      corpusFile,
      '--scores',
      scoresFile,
      '--dev-ratio',
      '0.2',
      '--created-at',
      '2026-01-02T03:04:06Z',
    ];
    const run = await bioselect(...args, '--out', zip);
    expect(run).toMatchObject({ exitCode: EXIT.ok, err: '' });
    const bytes = new Uint8Array(await readFile(zip));
    const back = readExport(unzipFiles(bytes).files);
    expect(back.issues).toEqual([]);
    expect(back.train.length + back.dev.length).toBe(15);
    expect(back.dropped).toHaveLength(5);
    expect(back.manifest).toMatchObject({
      createdAt: '2026-01-02T03:04:06.000Z',
      scoring: { modelName: 'tiny' },
      selection: { seed: 1 },
    });
    const again = join(folder, 'again.zip');
    await bioselect(...args, '--out', again);
    expect(new Uint8Array(await readFile(again))).toEqual(bytes);
  });

  test('writes a folder, and not over what is there unless forced', async () => {
    const out = join(folder, 'curated');
    const args = ['export', corpusFile, '--scores', scoresFile, '--out', out];
    const first = await bioselect(...args, '--json');
    const names = JSON.parse(first.out).files.map((file: { name: string }) => file.name);
    expect((await readdir(out, { recursive: true })).sort()).toEqual(expect.arrayContaining(names));
    const files = await Promise.all(
      names.map(async (name: string) => ({ name, text: await readFile(join(out, name), 'utf8') })),
    );
    expect(readExport(files).issues).toEqual([]);
    const second = await bioselect(...args);
    expect(second).toMatchObject({ exitCode: EXIT.usage });
    expect(second.err).toContain('not empty');
    expect(await bioselect(...args, '--force')).toMatchObject({ exitCode: EXIT.ok });
  });

  test('asks with the words of --instruction, and names sources without their folders', async () => {
    const out = join(folder, 'worded');
    const args = ['--strategy', 'full', '--instruction', 'List every {types}.', '--out', out];
    expect(await bioselect('export', corpusFile, ...args)).toMatchObject({ exitCode: EXIT.ok });
    const [row = ''] = (await readFile(join(out, 'train.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(row)).toMatchObject({ instruction: 'List every Disease.' });
    const manifest = await readFile(join(out, 'manifest.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ sources: ['notes.PubTator'] });
    expect(manifest).not.toContain(folder);
    const unworded = await bioselect('export', corpusFile, '--strategy', 'full', '--instruction', ' ', '--out', out);
    expect(unworded.err).toContain('Expected words');
  });

  test('a place that cannot be written is named', async () => {
    const run = await bioselect('export', corpusFile, '--strategy', 'full', '--out', join(corpusFile, 'x.zip'));
    expect(run).toMatchObject({ exitCode: EXIT.write });
    expect(run.err).toContain('x.zip could not be written');
  });

  test('says what the split gives, and does not hold every positive out unasked', async () => {
    const small = join(folder, 'small.PubTator');
    const gout = '7|t|A case of gout.\n7|a|\n7\t10\t14\tgout\tDisease\tD1\n';
    await writeFile(small, `${gout}\n8|t|Nothing else was seen.\n8|a|\n`);
    const exportTo = (name: string, ...args: string[]) =>
      bioselect('export', small, '--strategy', 'full', '--out', join(folder, name), ...args);
    const runs = await Promise.all(
      ['1', '2', '3', '4', '5', '6'].map((seed) => exportTo(`split-${seed}.zip`, '--seed', seed)),
    );
    const refused = runs.findIndex(({ exitCode }) => exitCode === EXIT.badData);
    const written = runs.find(({ exitCode }) => exitCode === EXIT.ok);
    expect(written?.out).toContain(
      'train.jsonl: 1 row (1 positive) of 1 document. dev.jsonl: 1 row (0 positives) of 1 document.\n10 % of 2 documents is less than one document.',
    );
    expect(runs[refused]?.err).toContain('the split leaves no positive sample in train.jsonl');
    await expect(stat(join(folder, `split-${refused + 1}.zip`))).rejects.toThrow('ENOENT');
    const seed = String(refused + 1);
    expect(await exportTo('forced.zip', '--seed', seed, '--all-positives-in-dev')).toMatchObject({ exitCode: EXIT.ok });
    expect(await exportTo('whole.zip', '--seed', seed, '--dev-ratio', '0')).toMatchObject({ exitCode: EXIT.ok });
  });

  test("says how many rows bring the file's own instruction", async () => {
    const rows = join(folder, 'rows.jsonl');
    const row = (instruction: string, input: string) =>
      `${JSON.stringify({ instruction, input, output: '[{"entity": "Disease", "name": "gout"}]' })}\n`;
    await writeFile(rows, `${row('Find it.', 'A gout.')}${row('Name it.', 'No gout.')}`);
    const args = ['export', rows, corpusFile, '--strategy', 'full', '--out'];
    const { out } = await bioselect(...args, join(folder, 'own.zip'));
    expect(out).toMatch(/2 rows with an instruction of the file's own \(2 different\), 20 with the template's/u);
    const { out: json } = await bioselect(...args, join(folder, 'own-json.zip'), '--json');
    expect(JSON.parse(json)).toMatchObject({
      instructions: { templateRows: 20, ownRows: 2, distinctOwn: 2 },
      split: { devRatio: 0.1 },
    });
  });

  test('an empty selection is not exported', async () => {
    const args = ['--scores', scoresFile, '--ceiling', '0.000001', '--negatives', '0'];
    const run = await bioselect('export', corpusFile, ...args, '--out', join(folder, 'empty.zip'));
    expect(run).toMatchObject({ exitCode: EXIT.badData });
    expect(run.err).toContain('nothing is kept');
  });
});

describe('evaluate', () => {
  async function evaluate(rows: readonly object[], ...args: string[]): Promise<Run> {
    const file = join(folder, 'predictions.jsonl');
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return bioselect('evaluate', corpusFile, '--predictions', file, ...args);
  }

  test('the right answers score 1, and both scores are named', async () => {
    const run = await evaluate(samples.map(({ id, answer }) => ({ id, answer })));
    expect(run).toMatchObject({ exitCode: EXIT.ok, err: '' });
    expect(run.out).toMatch(/Strict span F1[\s\S]*micro +1\.0000 +1\.0000 +1\.0000 +10 +0 +0/);
    expect(run.out).toContain('(type, name) multiset F1, places ignored');
  });

  test('what is missing, malformed or unplaced is said, and 0/0 is null', async () => {
    const rows = [
      { id: samples[0]?.id, answer: '[{"entity": "Gene", "name": "BRCA1"}]' },
      { id: samples[1]?.id, answer: 'I think' },
    ];
    const run = await evaluate(rows, '--json');
    const report = JSON.parse(run.out);
    expect(report.strictSpans.micro).toMatchObject({ truePositives: 0, falsePositives: 1, falseNegatives: 10, f1: 0 });
    expect(report.strictSpans.byType).toMatchObject([
      { entityType: 'Disease', precision: null, recall: 0 },
      { entityType: 'Gene', precision: 0, recall: null },
    ]);
    expect(report.unplaced).toEqual([{ id: samples[0]?.id, entity: 'Gene', name: 'BRCA1' }]);
    expect(run.err).toContain('18 of 20 samples have no prediction');
    expect(run.err).toContain('1 answer is no JSON array');
  });

  test('predictions with places are read, and foreign ids are refused', async () => {
    const positive = samples.find(isPositiveSample);
    const mentions = [{ start: 11, end: 15, entityType: 'Disease' }];
    const one = await evaluate([{ id: positive?.id, mentions }], '--json');
    expect(JSON.parse(one.out).strictSpans.micro).toMatchObject({ truePositives: 1, falsePositives: 0 });
    const foreign = await evaluate([{ id: 'elsewhere', answer: '[]' }]);
    expect(foreign).toMatchObject({ exitCode: EXIT.badData });
  });
});
