import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addConvertCommand } from './commands/convert.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { EXIT } from './output/exit-codes.ts';
import { addExportCommand } from './commands/export.ts';
import { addInspectCommand } from './commands/inspect.ts';
import { addScoreCommand } from './commands/score.ts';
import { addSelectCommand } from './commands/select.ts';

async function bioselect(...args: string[]): Promise<{ out: string; err: string; exitCode: number }> {
  const written = { out: '', err: '' };
  const program = new Command('bioselect').exitOverride().configureOutput({
    writeOut: (text) => (written.out += text),
    writeErr: (text) => (written.err += text),
  });
  addInspectCommand(program);
  addScoreCommand(program);
  addSelectCommand(program);
  addExportCommand(program);
  addEvaluateCommand(program);
  addConvertCommand(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { ...written, exitCode: EXIT.ok };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { ...written, exitCode: error.exitCode };
  }
}

let folder = '';
let note = '';
let annotated = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
  note = join(folder, 'note.txt');
  annotated = join(folder, 'cdr.PubTator');
  await writeFile(note, 'The patient took aspirin for a headache. He felt well.');
  await writeFile(annotated, '7|t|A case of gout.\n7|a|Nothing else was seen.\n7\t10\t14\tgout\tDisease\tD006073\n');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it('inspect counts what nobody annotated apart from positives and negatives', async () => {
  const json = await bioselect('inspect', note, annotated, '--json');
  expect(JSON.parse(json.out)).toMatchObject({ samples: 4, positives: 1, negatives: 1, notAnnotated: 2 });
  const { out } = await bioselect('inspect', note, annotated);
  expect(out).toMatch(/not annotated +2\n/u);
});

it('select keeps none of it with any strategy, and says so', async () => {
  const out = join(folder, 'picks.jsonl');
  const { out: json } = await bioselect('select', note, annotated, '--strategy', 'full', '--out', out, '--json');
  expect(JSON.parse(json)).toMatchObject({
    counts: { positives: 1, negatives: 1, notAnnotated: 2, keptPositives: 1, keptNegatives: 1 },
  });
  const picks = (await readFile(out, 'utf8')).split('\n').filter((line) => line !== '');
  expect(
    picks.map((line): unknown => JSON.parse(line)).filter((pick) => JSON.stringify(pick).includes('note.txt')),
  ).toMatchObject([
    { kept: false, reason: 'not-annotated', explanation: 'Dropped: nobody annotated this text yet.' },
    { kept: false, reason: 'not-annotated' },
  ]);
  const { out: text, err } = await bioselect('select', note, annotated, '--strategy', 'random');
  expect(text).toContain('not annotated, never kept: 2');
  expect(text).toContain('2  not-annotated: unannotated');
  expect(err).toContain('note: 2 of 4 samples are not annotated');
});

it('export leaves it out of train and dev, lists it, and counts it in manifest and README', async () => {
  const out = join(folder, 'export');
  const { out: said } = await bioselect(
    'export',
    note,
    annotated,
    '--strategy',
    'full',
    '--dev-ratio',
    '0',
    '--out',
    out,
  );
  expect(said).toContain('2 not annotated, in dropped.jsonl');
  expect(await readFile(join(out, 'train.jsonl'), 'utf8')).not.toContain('note.txt');
  expect(await readFile(join(out, 'dropped.jsonl'), 'utf8')).toContain('"output":"","id":"note.txt/p1/0-40"');
  const manifest: unknown = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({ counts: { samples: 4, notAnnotated: 2, kept: 2, dropped: 2 } });
  expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('Not annotated: 2 samples');
  const alone = await bioselect('export', note, '--strategy', 'full', '--out', join(folder, 'none'));
  expect(alone).toMatchObject({ exitCode: EXIT.badData, err: expect.stringContaining('no sample is annotated') });
});

it('score and evaluate have nothing to do with it', async () => {
  const scored = await bioselect('score', note, '--out', join(folder, 'scores.jsonl'));
  expect(scored).toMatchObject({ exitCode: EXIT.badData, err: expect.stringContaining('nothing to score') });
  const predictions = join(folder, 'predictions.jsonl');
  const rows = [
    { id: '7/title/0-15', answer: '[{"entity": "Disease", "name": "gout"}]' },
    { id: '7/abstract/0-22', answer: '[]' },
    { id: 'note.txt/p1/0-40', answer: '[{"entity": "Disease", "name": "headache"}]' },
  ];
  await writeFile(predictions, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { out } = await bioselect(
    'evaluate',
    note,
    annotated,
    '--predictions',
    predictions,
    '--replicates',
    '10',
    '--json',
  );
  expect(JSON.parse(out)).toMatchObject({
    notAnnotated: 2,
    unknownIds: [],
    strictSpans: { micro: { falsePositives: 0 } },
  });
});

it('convert makes no row of it, and says so', async () => {
  const { out, err } = await bioselect('convert', note, annotated, '--to', 'jsonl');
  expect(out.split('\n').filter((line) => line !== '')).toHaveLength(2);
  expect(err).toContain('texts that are not annotated: 2');
});
