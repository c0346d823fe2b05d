import { expect, it } from 'vitest';
import { parseLiteral } from './parse-literal.ts';

const valueOf = (text: string): unknown => {
  const parsed = parseLiteral(text);
  return parsed.kind === 'value' ? parsed.value : 'not read';
};

it.each([
  ['[{"start": 0}]', [{ start: 0 }]],
  [
    "[(0, 8, 'Chemical'), (18, 29, 'Disease')]",
    [
      [0, 8, 'Chemical'],
      [18, 29, 'Disease'],
    ],
  ],
  ["['Naloxone' 'reversed'\n 'it' '.']", ['Naloxone', 'reversed', 'it', '.']],
  ['[1 0 3 0]', [1, 0, 3, 0]],
  ["array(['a', 'b'], dtype=object)", ['a', 'b']],
  ["[np.str_('a'), np.int64(3)]", ['a', 3]],
  [`["it's", 'say "no"', 'a\\'b', '\\u03b1\\x41']`, ["it's", 'say "no"', "a'b", 'αA']],
  [
    "{'entities': [(0, 4, 'X')], 'ok': True, 'none': None, 'score': nan, 'p': 1e-3}",
    { entities: [[0, 4, 'X']], ok: true, none: null, score: null, p: 0.001 },
  ],
  ["{'a', 'b'}", ['a', 'b']],
  ['(1.0, -2.5,)', [1, -2.5]],
  ['[]', []],
])('reads %s', (text, value) => {
  expect(valueOf(text)).toEqual(value);
});

it.each(["['a' ... 'z']", "['a'", "['a'] b", 'B-Chemical O', '[1, 2', "'a", '['.repeat(5000), "['\\x4']", '[a b]'])(
  'does not read %s',
  (text) => {
    expect(valueOf(text)).toBe('not read');
  },
);
