import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addConvertCommand } from './convert.ts';
import { EXIT } from '../output/exit-codes.ts';
import { addInspectCommand } from './inspect.ts';

const fixtures = join(import.meta.dirname, '../../testing/fixtures/formats');
const fixture = (path: string) => join(fixtures, path);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bioselect-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
});

/** Runs the real commands in this process; exits of commander's become rejections. */
async function run(...args: string[]): Promise<{ out: string; err: string }> {
  const written = { out: '', err: '' };
  const program = new Command().exitOverride().configureOutput({
    writeOut: (text) => (written.out += text),
    writeErr: (text) => (written.err += text),
  });
  addInspectCommand(program);
  addConvertCommand(program);
  await program.parseAsync(args, { from: 'user' });
  return written;
}

describe('inspect', () => {
  it('prints counts and issues as JSON', async () => {
    const { out } = await run('inspect', fixture('pubtator-plain/input.txt'), '--json');
    const report: unknown = JSON.parse(out);
    expect(report).toMatchObject({
      documents: 3,
      samples: 6,
      positives: 5,
      negatives: 1,
      mentions: 7,
      mentionsByType: { Chemical: 3, Disease: 3, Gene: 1 },
    });
    expect(report).toHaveProperty('issues');
    expect(process.exitCode).toBeUndefined();
  });

  it('counts positives for the types asked for, and mentions of all types', async () => {
    const { out } = await run('inspect', fixture('pubtator-plain/input.txt'), '--json', '--types', 'Gene');
    expect(JSON.parse(out)).toMatchObject({ positives: 1, mentions: 7 });
  });

  it('makes samples of passages on request', async () => {
    const { out } = await run('inspect', fixture('pubtator-plain/input.txt'), '--json', '--unit', 'passage');
    expect(JSON.parse(out)).toMatchObject({ samples: 4 });
  });

  it('prints a table, the format with its evidence, and issues with file and line', async () => {
    const path = fixture('iob2-faults/input.tsv');
    const { out } = await run('inspect', path);
    expect(out).toContain(
      'input.tsv: CoNLL columns (IOB2), because each line ends with a tag, line 1 is "Lead→B-Chemical"',
    );
    expect(out).toMatch(/documents\s+1\n/u);
    expect(out).toContain('error: input.tsv:7: This line does not fit the format.');
    expect(out).toContain('4 issues');
  });

  it('says what several rows have in common once, with the first of them', async () => {
    const path = join(folder, 'answers.jsonl');
    const rows = Array.from({ length: 7 }, (_, index) =>
      JSON.stringify({ instruction: 'i', input: `case ${index}`, output: `aspirin ${index}` }),
    );
    writeFileSync(path, rows.join('\n'));
    const { out } = await run('inspect', path);
    expect(out).toContain('warning: 7 × A row’s answer is not a JSON array of entities.');
    expect(out).toMatch(/^ {2}\S*answers\.jsonl:5\. Found: aspirin 4\. /mu);
    expect(out).not.toContain('answers.jsonl:6');
    expect(out).toContain('  and 2 more: --json lists all');
  });

  it('reads folders without hidden files, and goes on when one path cannot be read', async () => {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'a.tsv'), 'Lead\tB-Chemical\n');
    writeFileSync(join(folder, 'deep/b.tsv'), 'scurvy\tB-Disease\n');
    writeFileSync(join(folder, '.hidden'), 'Zinc\tB-Chemical\n');
    const { out } = await run('inspect', folder, join(folder, 'missing.tsv'), '--json');
    expect(JSON.parse(out)).toMatchObject({
      documents: 2,
      mentionsByType: { Chemical: 1, Disease: 1 },
      issues: [{ code: 'read-failed', file: join(folder, 'missing.tsv') }],
    });
    expect(process.exitCode).toBeUndefined();
  });

  it('takes a text without mentions for what --no-mentions says it is, and refuses other words', async () => {
    const path = join(folder, 'bare.pubtator');
    writeFileSync(path, '1|t|Lead harms mice.\n1|a|Zinc does not.\n');
    const codesOf = async (...meaning: string[]): Promise<unknown> => {
      const report: { issues: { code: string }[] } = JSON.parse((await run('inspect', path, '--json', ...meaning)).out);
      return report.issues.map(({ code }) => code);
    };
    expect(await codesOf()).toEqual(['not-annotated']);
    expect(await codesOf('--no-mentions', 'unannotated')).toEqual(['not-annotated']);
    expect(await codesOf('--no-mentions', 'negative')).toEqual([]);
    await expect(run('inspect', path, '--no-mentions', 'maybe')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
  });

  it('takes a document of a plain text as --plain-text says, and refuses other words', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'Lead harms mice.\nZinc does not.\n\nScurvy is old.\n');
    const documentsOf = async (...unit: string[]): Promise<unknown> => {
      const report: object = JSON.parse((await run('inspect', path, '--json', ...unit)).out);
      return Reflect.get(report, 'documents');
    };
    expect(await documentsOf()).toBe(1);
    expect(await documentsOf('--plain-text', 'file')).toBe(1);
    expect(await documentsOf('--plain-text', 'paragraph')).toBe(2);
    expect(await documentsOf('--plain-text', 'line')).toBe(3);
    await expect(run('inspect', path, '--plain-text', 'word')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
  });

  it.each(['bad-zero-bytes/input.txt', 'bad-binary/input.txt', 'unknown-prose/input.txt', 'nowhere.txt'])(
    'ends with the code for bad data on %s',
    async (path) => {
      const { out, err } = await run('inspect', fixture(path), '--json');
      expect(JSON.parse(out)).toMatchObject({ documents: 0, issues: [{ severity: 'error' }] });
      expect(err).toContain('No usable document');
      expect(process.exitCode).toBe(EXIT.badData);
    },
  );
});

describe('convert', () => {
  it('writes a file that inspects the same', async () => {
    const out = join(folder, 'out.json');
    await run('convert', fixture('pubtator-plain/input.txt'), '--to', 'bioc-json', '--out', out);
    const before: object = JSON.parse((await run('inspect', fixture('pubtator-plain/input.txt'), '--json')).out);
    const after: object = JSON.parse((await run('inspect', out, '--json')).out);
    expect({ ...after, issues: [] }).toEqual({ ...before, issues: [] });
  });

  it('writes to standard output and lists on standard error what the format cannot hold', async () => {
    const { out, err } = await run('convert', fixture('bioc-plain/input.bioc'), '--to', 'iob2');
    expect(out).toContain('Carotene\tI-Chemical');
    expect(err).toContain('discontinuous mentions: 1');
  });

  it('takes over only the types asked for', async () => {
    const { out } = await run('convert', fixture('iob2-documents/input.tsv'), '--to', 'pubtator', '--types', 'Gene');
    expect(out.split('\n').filter((line) => line.includes('\t'))).toEqual(['PMC 1\t19\t30\tβ - catenin\tGene\t']);
  });

  it('takes a document of a plain text as --plain-text says', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'Lead harms mice.\nZinc does not.\n\nScurvy is old.\n');
    const { out } = await run('convert', path, '--to', 'pubtator', '--plain-text', 'line');
    expect(out.split('\n').filter((line) => line.includes('|a|'))).toEqual([
      'notes.txt/1|a|Lead harms mice.',
      'notes.txt/2|a|Zinc does not.',
      'notes.txt/3|a|Scurvy is old.',
    ]);
  });

  it('makes rows of instruction, input and output', async () => {
    const { out } = await run('convert', fixture('untyped/input.tsv'), '--to', 'jsonl');
    expect(JSON.parse(out)).toMatchObject({
      input: 'E. coli and man',
      output: '[{"entity": "_", "name": "E. coli"}, {"entity": "_", "name": "man"}]',
    });
  });

  it('reports as JSON beside the file', async () => {
    const out = join(folder, 'out.txt');
    const report = await run('convert', fixture('iob1/input.conll'), '--to', 'pubtator', '--out', out, '--json');
    expect(JSON.parse(report.out)).toMatchObject({ out, format: 'pubtator', documents: 1 });
    expect(readFileSync(out, 'utf8')).toContain('|a|lead acetate zinc . none scurvy');
    await expect(run('convert', fixture('iob1/input.conll'), '--to', 'pubtator', '--json')).rejects.toMatchObject({
      exitCode: EXIT.usage,
    });
  });

  it('writes a format of several files into a folder, and nowhere else', async () => {
    const out = join(folder, 'brat');
    const source = fixture('pubtator-plain/input.txt');
    await run('convert', source, '--to', 'brat', '--out', out);
    const before: object = JSON.parse((await run('inspect', source, '--json')).out);
    const after: object = JSON.parse((await run('inspect', out, '--json')).out);
    expect(after).toMatchObject({ mentions: Reflect.get(before, 'mentions') });
    await expect(run('convert', source, '--to', 'brat')).rejects.toMatchObject({ exitCode: EXIT.usage });
  });

  it('says so when the result cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { err } = await run(
      'convert',
      fixture('iob1/input.conll'),
      '--to',
      'iob2',
      '--out',
      join(folder, 'file/out'),
    );
    expect(err).toContain('could not be written');
    expect(process.exitCode).toBe(EXIT.write);
  });

  it('ends with the code for bad data when there is nothing to convert', async () => {
    const { out, err } = await run('convert', fixture('bad-zip/input.txt'), '--to', 'iob2');
    expect(out).toBe('');
    expect(err).toContain('The archive is damaged');
    expect(process.exitCode).toBe(EXIT.badData);
  });
});
