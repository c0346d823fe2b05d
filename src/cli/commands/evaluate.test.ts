import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addEvaluateCommand } from './evaluate.ts';
import { EXIT } from '../output/exit-codes.ts';
import { bundledModelPath } from '../models/load-node-model.ts';
import { openSamples } from '../corpus/open-samples.ts';

let folder = '';
const inFolder = (name: string): string => join(folder, name);

async function evaluate(...args: string[]) {
  let out = '';
  let err = '';
  const program = new Command('bioselect')
    .exitOverride()
    .configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) });
  addEvaluateCommand(program);
  try {
    await program.parseAsync(['evaluate', ...args], { from: 'user' });
    return { out, err, exitCode: EXIT.ok };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { out, err, exitCode: error.exitCode };
  }
}

/** Documents of one sentence with "gout" (a Disease) at 11 and "iron" (a Chemical) at 21. */
function pubtator(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const id = `${7000 + index}`;
    return `${id}|t|Case ${index % 10} had gout and iron.\n${id}|a|\n${id}\t11\t15\tgout\tDisease\t-\n${id}\t20\t24\tiron\tChemical\t-\n`;
  }).join('\n');
}

/** Finds gout surely and always; iron in every second document only, unsurely, and else the word before it. */
function predict(id: string, index: number): object {
  const gout = { start: 11, end: 15, entityType: 'Disease', confidence: 0.9 };
  const iron = { start: 20, end: 24, entityType: 'Chemical', confidence: 0.6 };
  const and = { start: 16, end: 19, entityType: 'Chemical', confidence: 0.3 };
  return { id, mentions: [gout, index % 2 === 0 ? iron : and] };
}

const toLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
  await writeFile(inFolder('test.PubTator'), pubtator(12));
  await writeFile(inFolder('dev.PubTator'), pubtator(8));
  for (const split of ['test', 'dev']) {
    const { samples } = await openSamples([inFolder(`${split}.PubTator`)], { unit: 'passage' }, new Command());
    const rows = samples.map(({ id }, index) => predict(id, index));
    await writeFile(inFolder(`${split}.jsonl`), toLines(rows));
    const better = samples.map(({ id }) => predict(id, 0));
    await writeFile(inFolder(`${split}-better.jsonl`), toLines(better));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = (...args: string[]) =>
  evaluate(inFolder('test.PubTator'), '--unit', 'passage', '--predictions', inFolder('test.jsonl'), ...args);

test('scores come with intervals, errors by kind, and a curve over thresholds', async () => {
  const { out, err } = await ask('--json');
  expect(err).toBe('');
  const report = JSON.parse(out);
  expect(report.strictSpans.micro).toMatchObject({ truePositives: 18, falsePositives: 6, falseNegatives: 6 });
  const { low, high } = report.intervals.micro;
  expect(low).toBeLessThan(0.75);
  expect(high).toBeGreaterThan(0.75);
  expect(report.confusion.byType).toMatchObject([
    { entityType: 'Chemical', correct: 6, missed: 6, spurious: 6 },
    { entityType: 'Disease', correct: 12, missed: 0, spurious: 0 },
  ]);
  expect(report.confidence.curve.best).toMatchObject({ threshold: 0.6, truePositives: 18, falsePositives: 0 });
  expect(report.confidence.fitted).toBeNull();
  const table = (await ask()).out;
  expect(table).toMatch(/micro +0\.7500 +0\.7500 +0\.7500 +18 +6 +6 +\[0\.\d{4}, 0\.\d{4}\]/);
  expect(table).toMatch(/Chemical +6 +0 +0 +0 +6 +6\n/);
});

test('calibration and threshold are fitted on a development split and applied to this one', async () => {
  const dev = ['--dev', inFolder('dev.PubTator'), '--dev-predictions', inFolder('dev.jsonl')];
  const { confidence } = JSON.parse((await ask('--json', ...dev)).out);
  expect(confidence.fitted).toMatchObject({ threshold: 0.6, testScore: { truePositives: 18, falsePositives: 0 } });
  expect(confidence.fitted.reliability.expectedCalibrationError).toBe(0);
  expect(confidence.reliability.expectedCalibrationError).toBeGreaterThan(0.1);
  expect((await ask('--dev', inFolder('dev.PubTator'))).exitCode).toBe(EXIT.usage);
});

test('two systems are compared on the same draws of documents', async () => {
  const { out } = await ask('--against', inFolder('test-better.jsonl'), '--json');
  const { against, comparison } = JSON.parse(out);
  expect(against).toMatchObject({ name: 'test-better.jsonl', strictSpans: { micro: { f1: 1 } } });
  expect(comparison.difference).toBeCloseTo(0.25, 12);
  expect(comparison.shareBetter).toBeGreaterThan(0.99);
  const text = (await ask('--against', inFolder('test-better.jsonl'))).out;
  expect(text).toMatch(/F1 of test-better\.jsonl minus F1 of test\.jsonl +0\.2500/);
});

test('each sample’s mentions are written, and the report is one file without scripts or outside files', async () => {
  const [rows, html] = [inFolder('samples.jsonl'), inFolder('report.html')];
  const files = ['--per-sample', rows, '--html', html];
  const dev = ['--dev', inFolder('dev.PubTator'), '--dev-predictions', inFolder('dev.jsonl')];
  expect((await ask(...files, ...dev, '--against', inFolder('test-better.jsonl'))).exitCode).toBe(EXIT.ok);
  const [, second] = (await readFile(rows, 'utf8')).split('\n').map((row) => (row === '' ? {} : JSON.parse(row)));
  expect(second).toMatchObject({
    documentId: '7001',
    truePositives: 1,
    mentions: [
      { kind: 'correct', gold: { start: 11, end: 15, entityType: 'Disease' }, predicted: { confidence: 0.9 } },
      { kind: 'missed', gold: { start: 20, end: 24, entityType: 'Chemical' } },
      { kind: 'spurious', predicted: { start: 16, end: 19, entityType: 'Chemical', confidence: 0.3 } },
    ],
  });
  const report = await readFile(html, 'utf8');
  for (const words of ['Strict span F1 compared', 'Scores by threshold', 'calibrated on dev', 'What became of']) {
    expect(report).toContain(words);
  }
  expect(report).not.toMatch(/<script|<link|src=|href=|url\(/iu);
});

test('predictions without confidences are scored all the same; on a development split they are refused', async () => {
  const plain = inFolder('plain.jsonl');
  const lines = (await readFile(inFolder('test.jsonl'), 'utf8')).replaceAll(/,"confidence":[\d.]+/gu, '');
  await writeFile(plain, lines);
  const run = await evaluate(inFolder('test.PubTator'), '--unit', 'passage', '--predictions', plain, '--json');
  expect(JSON.parse(run.out)).toMatchObject({ confidence: null, strictSpans: { micro: { truePositives: 18 } } });
  const refused = await ask('--dev', inFolder('test.PubTator'), '--dev-predictions', plain);
  expect(refused).toMatchObject({ exitCode: EXIT.badData });
  expect(refused.err).toContain('without a confidence');
});

test('sentences of a file without document borders are resampled one by one', async () => {
  const [file, predictions] = [inFolder('lines.tsv'), inFolder('lines.jsonl')];
  const sentences = Array.from({ length: 9 }, (_, index) => `Case\tO\n${index}\tO\nhad\tO\ngout\tB-Disease\n`);
  await writeFile(file, sentences.join('\n'));
  const { samples } = await openSamples([file], { unit: 'sentence' }, new Command());
  const rows = samples.map(({ id, answer }, index) => ({ id, answer: index % 3 === 0 ? '[]' : answer }));
  await writeFile(predictions, toLines(rows));
  const report = JSON.parse((await evaluate(file, '--predictions', predictions, '--json')).out);
  expect(report.strictSpans.micro).toMatchObject({ truePositives: 6, falseNegatives: 3 });
  expect(report.intervals.micro).toMatchObject({ kind: 'interval' });
});

test('the models of a run are asked one by one, and their scores are a curve by epoch', async () => {
  const epochs = inFolder('run/epochs');
  await mkdir(epochs, { recursive: true });
  // In order of number, not of name; the same model twice has the same score twice.
  for (const epoch of ['2', '10']) await symlink(bundledModelPath(), join(epochs, epoch));
  const common = [
    inFolder('test.PubTator'),
    '--checkpoints',
    inFolder('run'),
    '--max-new-tokens',
    '24',
    '--limit',
    '4',
  ];
  const shown = await evaluate(...common, '--html', inFolder('curve.html'));
  expect(shown).toMatchObject({ err: '', exitCode: EXIT.ok });
  const rows = shown.out.split('\n').filter((line) => /^\s*\d/u.test(line));
  expect(rows.map((row) => row.trim().split(/\s+/u)[0])).toEqual(['2', '10']);
  const html = await readFile(inFolder('curve.html'), 'utf8');
  expect(html).toContain('Evaluation of the epochs of run');
  expect(html.match(/<circle/gu)?.length).toBe(6);

  const { checkpoints } = JSON.parse((await evaluate(...common, '--json')).out);
  expect(checkpoints).toMatchObject([{ epoch: 2 }, { epoch: 10 }]);
  expect(checkpoints[0].strictSpans).toEqual(checkpoints[1].strictSpans);
  expect(rows[0]).toContain(checkpoints[0].strictSpans.micro.f1.toFixed(4));
});

test('what to evaluate is either predictions or a run with models of its epochs', async () => {
  const file = inFolder('test.PubTator');
  const neither = await evaluate(file);
  const both = await evaluate(file, '--predictions', inFolder('test.jsonl'), '--checkpoints', folder);
  for (const { err, exitCode } of [neither, both]) {
    expect(err).toBe('error: either --predictions or --checkpoints is needed\n');
    expect(exitCode).toBe(EXIT.usage);
  }
  const empty = await evaluate(file, '--checkpoints', inFolder('nothing'));
  expect(empty.err).toContain(
    'holds no models of epochs; "bioselect train … --set keep_epochs=true" leaves them there',
  );
  expect(empty.exitCode).toBe(EXIT.badData);
});
