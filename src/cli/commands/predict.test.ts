import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSource } from '../../core/formats/parse-source.ts';
import { ensureBuiltCli, startCli } from '../../testing/built-cli.ts';
import { EXIT } from '../output/exit-codes.ts';

const TEXT = 'Naloxone reversed the effect of clonidine in hypertensive rats.';
const CORPUS = `1|t|Clonidine and naloxone.\n1|a|${TEXT} Lithium caused seizures.\n1\t0\t9\tClonidine\tChemical\tD003000\n1\t24\t32\tNaloxone\tDisease\tD009270\n`;

let folder = '';
/** What is found in the corpus, in the order of its rows. */
let found: readonly string[] = [];

beforeAll(async () => {
  await ensureBuiltCli();
  folder = await mkdtemp(join(tmpdir(), 'predict-'));
  await writeFile(join(folder, 'corpus.txt'), CORPUS);
  const rows = (await predict(join(folder, 'corpus.txt'))).out.trim().split('\n');
  found = rows.flatMap((row) => {
    const { mentions }: Row = JSON.parse(row);
    return mentions.map(({ name }) => name);
  });
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function predict(...args: string[]) {
  return startCli(['predict', ...args]).done;
}

interface Row {
  readonly answer: string;
  readonly mentions: readonly { start: number; end: number; name: string; confidence: number }[];
}

test('a text is answered with places and confidences; a threshold leaves the unsure ones out of both', async () => {
  const ask = ['--text', TEXT, '--types', 'Chemical,Disease'];
  const whole: Row = JSON.parse((await predict(...ask)).out);
  expect(whole.mentions.length).toBeGreaterThan(0);
  for (const { start, end, name } of whole.mentions) expect(TEXT.slice(start, end)).toBe(name);
  const most = Math.max(...whole.mentions.map(({ confidence }) => confidence));
  const sure: Row = JSON.parse((await predict(...ask, '--threshold', String(most))).out);
  expect(sure.mentions).toEqual(whole.mentions.filter(({ confidence }) => confidence === most));
  expect(JSON.parse(sure.answer)).toHaveLength(sure.mentions.length);
});

test.each([
  ['pubtator', 'found.txt'],
  ['bioc-json', 'found.json'],
])('a corpus with the found mentions goes out as %s, and reads as the rows say', async (format, name) => {
  const corpus = join(folder, 'corpus.txt');
  const out = join(folder, name);
  expect((await predict(corpus, '--to', format, '--out', out)).exitCode).toBe(0);
  const { documents } = parseSource({ name, bytes: await readFile(out) });
  const quotes = documents.flatMap(({ passages }) => passages.flatMap(({ mentions }) => mentions.map((m) => m.quote)));
  expect(quotes.toSorted()).toEqual(found.toSorted());
  expect(found.length).toBeGreaterThan(0);
});

test('a threshold without the constraint is refused', async () => {
  const run = await predict('--text', TEXT, '--types', 'A', '--unconstrained', '--threshold', '0.5');
  expect(run).toMatchObject({ exitCode: EXIT.usage, out: '' });
});
