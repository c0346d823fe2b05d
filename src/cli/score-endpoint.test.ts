import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findPython,
  linkEmbeddedModel,
  startCompletionServer,
  type CompletionServer,
} from '../testing/models/completion-server.ts';
import { readJsonLines } from '../testing/shared-folder.ts';
import { EXIT } from './output/exit-codes.ts';
import { reportFailure } from './output/report-failure.ts';
import { addScoreCommand } from './commands/score.ts';
import { provenancePath } from './scores/score-provenance.ts';

interface DemoRow {
  readonly instruction: string;
  readonly input: string;
  readonly answer: string;
}

interface Run {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** Runs the real command in this process. */
async function score(...args: string[]): Promise<Run> {
  const written = { out: '', err: '' };
  const program = new Command('bioselect').exitOverride().configureOutput({
    writeOut: (text) => (written.out += text),
    writeErr: (text) => (written.err += text),
  });
  addScoreCommand(program);
  try {
    await program.parseAsync(['score', ...args], { from: 'user' });
    return { ...written, exitCode: EXIT.ok };
  } catch (error) {
    if (error instanceof CommanderError) return { ...written, exitCode: error.exitCode };
    const { text, exitCode } = reportFailure(error);
    return { out: written.out, err: `${written.err}${text}`, exitCode };
  }
}

const python = findPython();
if (python === undefined) {
  process.stdout.write('skipped: no Python with torch and transformers (BIOSELECT_PYTHON, python3) to serve a model\n');
}

describe.skipIf(python === undefined)('scores by a completion server on transformers', () => {
  let folder = '';
  let model = '';
  let corpus = '';
  let local = '';
  let plain: CompletionServer;
  const servers: CompletionServer[] = [];

  async function serve(...args: string[]): Promise<CompletionServer> {
    const server = await startCompletionServer(python ?? '', model, args);
    servers.push(server);
    return server;
  }

  /** Largest |ΔIFD| and |Δloss|; infinite where one has a score and the other has none. */
  async function difference(path: string, rows = Infinity): Promise<number> {
    const mine = readJsonLines<Record<string, unknown>>(path);
    const theirs = readJsonLines<Record<string, unknown>>(local).slice(0, rows);
    expect(mine.map(({ id, contentHash }) => [id, contentHash])).toEqual(
      theirs.map(({ id, contentHash }) => [id, contentHash]),
    );
    const keys = ['ifd', 'conditionedAnswerLoss', 'directAnswerLoss'];
    const gaps = mine.flatMap((row, index) => {
      const other = theirs[index] ?? {};
      if (row['reason'] !== other['reason']) return [Infinity];
      return row['reason'] === undefined ? keys.map((key) => Math.abs(Number(row[key]) - Number(other[key]))) : [];
    });
    return Math.max(...gaps);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
    model = folder;
    await linkEmbeddedModel(folder);
    corpus = join(folder, 'rows.jsonl');
    const rows = readJsonLines<DemoRow>('src/testing/fixtures/ifd/demonstration-40.expected.jsonl').slice(0, 20);
    // A border that a token crosses, and characters of several bytes: what only the server's tokens can tell.
    const given = [
      ...rows.map(({ instruction, input, answer }) => ({ instruction, input, output: answer })),
      { instruction: 'Give the α-particle', input: 'TNF-α 💊 β', output: '[{"entity": "Gene", "name": "TNF-α"}]' },
    ];
    await writeFile(corpus, given.map((row) => `${JSON.stringify(row)}\n`).join(''));
    local = join(folder, 'local.jsonl');
    const run = await score(corpus, '--out', local);
    if (run.exitCode !== EXIT.ok) throw new Error(run.err);
    plain = await serve();
  }, 120_000);
  afterAll(async () => {
    for (const server of servers) await server.kill();
    await rm(folder, { recursive: true });
  });

  test('equal the local run’s, with token ids and with texts', async () => {
    const { url } = plain;
    const forms = [
      { args: ['--tokenizer', model], promptForm: 'token-ids' },
      { args: [], promptForm: 'text' },
    ];
    for (const { args, promptForm } of forms) {
      const out = join(folder, `${promptForm}.jsonl`);
      const run = await score(corpus, '--endpoint', url, ...args, '--out', out, '--concurrency', '4');
      expect(run.exitCode, run.err).toBe(EXIT.ok);
      expect(await difference(out)).toBeLessThan(1e-3);
      expect(JSON.parse(await readFile(provenancePath(out), 'utf8'))).toMatchObject({
        backend: 'endpoint',
        modelName: 'test-model',
        endpoint: { host: new URL(url).host, promptForm, leadingTokenCount: 0 },
      });
    }
  }, 120_000);

  test('are taken without token ids, and a special token before every text is said and counted', async () => {
    const { url } = await serve('--text-only', '--add-special-token');
    const out = join(folder, 'special.jsonl');
    const run = await score(corpus, '--endpoint', url, '--tokenizer', model, '--out', out);
    expect(run.exitCode, run.err).toBe(EXIT.ok);
    expect(run.err).toContain('takes no token ids');
    expect(run.err).toContain('puts a special token before each text');
    expect(JSON.parse(await readFile(provenancePath(out), 'utf8'))).toMatchObject({
      endpoint: { promptForm: 'text', leadingTokenCount: 1, tokenizerHash: null },
    });
    // Conditioned on one more token, so near and not equal; taken for one of the answer's it would be far off.
    const gap = await difference(out);
    expect(gap).toBeGreaterThan(1e-4);
    expect(gap).toBeLessThan(1);
  }, 120_000);

  test('are not asked for with a tokenizer of another model, nor of a model that is not served', async () => {
    const { url } = plain;
    const other = join(import.meta.dirname, '../testing/fixtures/models/gpt2');
    const mixed = await score(corpus, '--endpoint', url, '--tokenizer', other);
    expect(mixed).toMatchObject({ exitCode: EXIT.endpoint });
    expect(mixed.err).toContain('not that of "test-model"');
    const unknown = await score(corpus, '--endpoint', url, '--model', 'gpt-9');
    expect(unknown).toMatchObject({ exitCode: EXIT.endpoint });
    expect(unknown.err).toContain('serves no "gpt-9", but test-model');
  }, 120_000);

  test('survive the death of the server: what came is kept, and --resume ends it', async () => {
    const { url } = plain;
    const out = join(folder, 'killed.jsonl');
    const { port } = new URL(url);
    const args = [corpus, '--endpoint', url, '--out', out, '--concurrency', '1', '--attempts', '2'];
    const running = score(...args);
    while (!existsSync(out) || statSync(out).size === 0) await pause(5);
    await plain.kill();
    const broken = await running;
    expect(broken).toMatchObject({ exitCode: EXIT.endpoint });
    expect(broken.err).toMatch(/the connection failed: .*\(2 attempts\)/u);
    expect(broken.err).toContain('--resume');
    const kept = readJsonLines<object>(out).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(21);

    await serve('--port', port);
    const resumed = await score(...args, '--resume', '--json');
    expect(resumed.exitCode, resumed.err).toBe(EXIT.ok);
    expect(JSON.parse(resumed.out)).toMatchObject({ resumedBehind: kept });
    expect(await difference(out)).toBeLessThan(1e-3);
  }, 120_000);
});

describe('an endpoint that cannot be', () => {
  const demo = 'src/testing/fixtures/formats/jsonl-rows/input.jsonl';

  test.each([
    [['--endpoint', 'ftp://host'], /http:\/\/host:port/u],
    [['--endpoint', 'http://ada:secret@host'], /without a name and password/u],
    [['--tokenizer', 'dir'], /--tokenizer needs --endpoint/u],
    [['--endpoint', 'http://host', '--threads', '2'], /--threads/u],
    [['--shard', '5/4', '--out', 'x'], /i\/n/u],
    [['--shard', '1/4'], /--shard needs --out/u],
    [['--resume'], /need --out/u],
  ])('%j is refused before anything is read', async (args, message) => {
    const run = await score(demo, ...args);
    expect(run.err).toMatch(message);
    expect(run.exitCode).not.toBe(EXIT.ok);
  });

  test('is named when nobody listens there', async () => {
    const run = await score(demo, '--endpoint', 'http://127.0.0.1:9');
    expect(run).toMatchObject({ exitCode: EXIT.endpoint });
    expect(run.err).toContain('127.0.0.1:9');
  });
});
