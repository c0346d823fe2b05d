import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeParsed } from '../../testing/describe-parsed.ts';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { openSources } from './source-opener.ts';

const folder = join(import.meta.dirname, '../../testing/fixtures/bundles');

/** Formats of several files a text. A new case is a folder with `input.*` and `expected.json`, and no code. */
describe.each(readdirSync(folder).filter((name) => !name.startsWith('.')))('bundle fixture %s', (name) => {
  const inputs = readdirSync(join(folder, name)).filter((file) => file.startsWith('input.'));
  const { parsed, issues } = openSources(
    inputs.map((file) => ({ name: file, bytes: readFileSync(join(folder, name, file)) })),
  );

  it('reads as expected', () => {
    const expected: unknown = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8'));
    expect(parsed.map(describeParsed)).toEqual(expected);
  });

  it('leaves nothing for the integrity check to find', () => {
    expect([...issues, ...assembleCorpus(parsed).issues]).toEqual([]);
  });
});
