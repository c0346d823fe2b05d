import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeParsed } from '../../testing/describe-parsed.ts';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { createSourceOpener } from './source-opener.ts';

const folder = join(import.meta.dirname, '../../testing/fixtures/bundles');

/**
 * What takes more than the text of one file: formats of several files, and Parquet. A new case is a folder with
 * `input.*` and `expected.json`, and no code.
 */
describe.each(readdirSync(folder).filter((name) => !name.startsWith('.')))('bundle fixture %s', (name) => {
  const open = async () => {
    const opener = createSourceOpener();
    for (const file of readdirSync(join(folder, name)).filter((each) => each.startsWith('input.'))) {
      opener.add({ name: file, bytes: readFileSync(join(folder, name, file)) });
    }
    await opener.settle();
    return opener.finish();
  };

  it('reads as expected', async () => {
    const path = join(folder, name, 'expected.json');
    const expected: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
    expect((await open()).parsed.map(describeParsed)).toEqual(expected);
  });

  it('leaves nothing for the integrity check to find', async () => {
    const { parsed, issues } = await open();
    expect([...issues, ...assembleCorpus(parsed).issues]).toEqual([]);
  });
});
