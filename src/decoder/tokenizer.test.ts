import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadTokenizer } from './tokenizer.ts';

const FIXTURES = 'src/testing/fixtures';

interface Row {
  readonly text: string;
  readonly ids: readonly number[];
}

function readRows(folder: string): readonly Row[] {
  const { rows }: { rows: readonly Row[] } = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'));
  return rows;
}

describe.each(['tokenizers/sentencepiece', 'models/llama', 'models/gpt2'])('the tokenizer of %s', (name) => {
  const folder = `${FIXTURES}/${name}`;
  const tokenizer = loadTokenizer(readFileSync(`${folder}/tokenizer.json`, 'utf8'), undefined);

  test('gives the ids that the reference has, and no BOS where the file asks for one', () => {
    for (const { text, ids } of readRows(folder)) expect(tokenizer.encode(text).slice(0, ids.length)).toEqual(ids);
    expect(tokenizer.encode('')).toEqual([]);
  });

  test('gives the text back as it was, spaces before punctuation and after line ends included', () => {
    const texts = readRows(folder).map(({ text }) => text);
    for (const text of [...texts, "one , two . it 's\n\n n't ?"]) {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
  });
});
