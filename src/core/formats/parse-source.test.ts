import { expect, it } from 'vitest';
import { parseSource } from './parse-source.ts';

const encode = (text: string) => new TextEncoder().encode(text);

it('refuses a line of more than ten million characters by its number', () => {
  const bytes = encode(`1|t|Short.\n1|a|${'a'.repeat(10_000_000)}\n`);
  expect(parseSource({ name: 'a.txt', bytes })).toMatchObject({
    format: 'pubtator',
    documents: [],
    issues: [{ code: 'line-too-long', file: 'a.txt', line: 2 }],
  });
  expect(parseSource({ name: 'a.txt', bytes: encode(`1|t|Short.\n1|a|${'a'.repeat(9_000_000)}\n`) }).issues).toEqual(
    [],
  );
});

it('reads a file as the format a person chose, whatever its content says', () => {
  const bytes = encode('aspirin\tO\nhelps\tB-Verb\n');
  expect(parseSource({ name: 'a', bytes })).toMatchObject({ format: 'conll' });
  const chosen = parseSource({ name: 'a', bytes }, { format: 'pubtator' });
  expect(chosen).toMatchObject({ format: 'pubtator', evidence: 'chosen by hand', documents: [] });
  expect(chosen.issues.map(({ code }) => code)).toEqual(['malformed-line', 'malformed-line']);
});
