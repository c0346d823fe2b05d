import { describe, expect, it } from 'vitest';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { checkTexts } from '../corpus/check-texts.ts';
import { encodeUtf8 } from '../text/encode-utf8.ts';
import { buildSamples } from '../samples/build-samples.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../samples/templates.ts';
import { parseBrat } from './brat/parse-brat.ts';
import { parseSource } from './parse-source.ts';

/** What grows with the square of this takes minutes, and with an exponent of it for ever: the test then times out. */
const LENGTH = 200_000;

/** `npm run test:long` tries every filling behind every beginning, the gate a quarter of them. */
const isLong = process.env['TEST_LONG'] === '1';

/** Whatever opening a file does with it, up to its samples. There is always something to show for it. */
function expectRead(text: string): void {
  const parsed = parseSource({ name: 'file', bytes: encodeUtf8(text) });
  const { corpus } = assembleCorpus([parsed]);
  const sampleOptions = { entityTypes: ['Disease'], instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE } as const;
  const { samples } = buildSamples(corpus, { ...sampleOptions, unit: 'sentence' });
  const issues = [...parsed.issues, ...checkTexts(corpus)];
  expect(samples.length + issues.length).toBeGreaterThan(0);
}

/** Files of each format, as far as a place where anything may stand, up to a place where anything may stand. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'a file of one line': '',
  'a text': 'Asthma is a disease. It was treated with naloxone. Rats were used. ',
  'a PubTator text': '1|t|Asthma\n1|a|In rats. ',
  'a PubTator mention': '1|t|Asthma\n1|a|In rats.\n1\t0\t6\t',
  'a token file': 'Asthma\tB-Disease\nin\tO\n',
  'a token file with spaces': 'Asthma O B-Disease\nin O O\n',
  'a file of sentences': 'Asthma|B-Disease in|O rats|O\n',
  'a JSON object': '{"text": "',
  'a JSON list': '[{"instruction": "Find", "input": "x", "output": "[]"}, {"input": "',
  'JSON lines': '{"text": "x", "label": []}\n{"text": "',
  'a CSV': 'id,text,label\n1,',
  'a CSV cell in quotes': 'id,text,label\n1,"',
  'an XML prolog': '<?xml version="1.0"?>',
  'BioC XML': '<collection><document><id>1</id><passage><offset>0</offset><text>',
  standoff: 'T1\tDisease 0 6\tAsthma\nR1\tCause Arg1:T1',
};

const FILLINGS = [
  ...Array.from(' \t\n\r.!?()[]{}<>"\'\\:;,|-_#=&/*0aé'),
  '\u00a0',
  '\uFEFF',
  '\u0301',
  '😀',
  '. ',
  '.) ',
  '(. ',
  ' .',
  '.\n',
  '\\"',
  '\\u00b5',
  '""',
  '",',
  '[[',
  '[0,',
  '{"a":',
  ' a:b:c',
  ':b',
  '<!---->',
  '<a>',
  '<a/>',
  '&amp;',
  '\n\n',
  '\r\n',
  '1|t|a\n',
  '1\t0\t1\ta\tb\n',
  'a|O ',
  'a\tO\n',
  'a O\n',
  '#1',
  '1e',
];

describe.each(Object.keys(BEGINNINGS).map((name, index) => ({ name, index })))('$name', ({ name, index }) => {
  const fillings = FILLINGS.filter((_, number) => isLong || (number + index) % 4 === 0);

  it.each(fillings)('with %j repeated is read in time that grows with its length', (filling) => {
    expectRead(`${BEGINNINGS[name] ?? ''}x${filling.repeat(LENGTH / filling.length)}x`);
  });
});

const SENTENCE = 'The drug (naloxone) was given [3] to rats that had been ill for days.';

const MANY = 20_000;

/** A name and a text that is large in one way. */
const SHAPES: readonly (readonly [string, () => string])[] = [
  ['spaces in prose', () => `Asthma in rats. They were ill.${' '.repeat(LENGTH)}x`],
  ['full stops in prose', () => `Asthma in rats. They were ill${'.'.repeat(LENGTH)}x`],
  ['spaces in a line of tokens', () => `Asthma B-Disease\nin O\nrats${' '.repeat(LENGTH)}x O\n`],
  ['comments before an element', () => `${'<!---->'.repeat(LENGTH)}!`],
  ['one paragraph again and again', () => Array.from({ length: MANY }, () => SENTENCE).join('\n\n')],
  ['one row again and again', () => rowsOf(() => ({ text: SENTENCE, label: [[10, 18, 'Chemical']] }))],
  ['a long passage with brackets', () => Array.from({ length: MANY }, () => SENTENCE).join(' ')],
  ['lines that are broken JSON', () => `{"text":"x","label":[]}\n${'{"a\n'.repeat(MANY)}`],
  ['documents of one id', () => rowsOf(() => ({ id: 'a', text: SENTENCE, label: [] }))],
  ['mentions within mentions', nested],
  [
    'mentions that stand somewhere else',
    () => {
      const mentions = Array.from({ length: MANY }, (_, at) => `1\t${7 * at + 300}\t${7 * at + 306}\tasthma\tDisease`);
      return `1|t|${'asthma '.repeat(MANY)}\n1|a|x\n${mentions.join('\n')}\n`;
    },
  ],
  [
    'relations of one mention',
    () => `1|t|Asthma\n1|a|x\n1\t0\t6\tAsthma\tDisease\tD1\n${'1\tCID\tD1\tD1\n'.repeat(MANY)}`,
  ],
  ['lists in lists', () => '['.repeat(50 * MANY)],
  ['a broken row with a long text', () => `[{"text":"${'a'.repeat(1000 * MANY)}","label":[}]`],
];

/** Each mention holds the next. */
function nested(): string {
  const label = Array.from({ length: MANY }, (_, at) => [at, 4 * MANY - at, 'Disease']);
  return JSON.stringify({ text: 'asthma '.repeat(MANY).slice(0, 4 * MANY), label });
}

function rowsOf(rowOf: (index: number) => object): string {
  return Array.from({ length: MANY }, (_, index) => JSON.stringify(rowOf(index))).join('\n');
}

describe('a large file', () => {
  it.each(SHAPES)('of %s is read in time that grows with its length', (_, make) => {
    expectRead(make());
  });

  it('says how many mentions are too deep within others, and reads the rest', () => {
    const { corpus, issues } = assembleCorpus([parseSource({ name: 'deep.jsonl', bytes: encodeUtf8(nested()) })]);
    const [passage] = corpus.documents.flatMap(({ passages }) => passages);
    const left = MANY - (passage?.mentions.length ?? 0);
    expect(passage?.mentions.length).toBeGreaterThanOrEqual(100);
    const found = `${left} of the ${MANY} mentions of text`;
    expect(issues).toEqual([expect.objectContaining({ code: 'mentions-within-mentions', severity: 'error', found })]);
    expect(passage?.gaps).toEqual([{ kind: 'lost', issue: issues[0] }]);
  });
});

describe('lines that match nothing', () => {
  it('of brat are issues', () => {
    const standoff = [{ file: 'a.ann', text: `R1\tCause${' a:b:c'.repeat(LENGTH)} x\n` }];
    const { issues } = parseBrat({ file: 'a.txt', text: 'Asthma', standoff });
    expect(issues.map(({ code }) => code)).toEqual(['malformed-line']);
  });
});
