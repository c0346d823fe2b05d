import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeParsed } from '../../testing/describe-parsed.ts';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { parseSource } from './parse-source.ts';

const folder = join(import.meta.dirname, '../../testing/fixtures/formats');
const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** A new case is a folder with `input.*` and `expected.json`, and no code. */
describe.each(cases.map(({ name }) => name))('format fixture %s', (name) => {
  const inputName = readdirSync(join(folder, name)).find((file) => file.startsWith('input.')) ?? '';
  const parsed = parseSource({ name: inputName, bytes: readFileSync(join(folder, name, inputName)) });

  it('reads as expected', () => {
    const path = join(folder, name, 'expected.json');
    const expected: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
    expect(describeParsed(parsed)).toEqual(expected);
  });

  it('leaves nothing for the integrity check to find', () => {
    expect(assembleCorpus([parsed]).issues).toEqual([]);
  });
});
