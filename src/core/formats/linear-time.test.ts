import { describe, expect, it } from 'vitest';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { checkTexts } from '../corpus/check-texts.ts';
import { encodeUtf8 } from '../export/encode-utf8.ts';
import { buildSamples } from '../samples/build-samples.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../samples/templates.ts';
import { parseBrat } from './parse-brat.ts';
import { parseSource, type ParseOptions } from './parse-source.ts';

/** What grows with the square of this takes minutes, and with an exponent of it for ever: the test then times out. */
const LENGTH = 200_000;

/** Whatever opening a file does with it, up to its samples. */
function open(text: string, options: ParseOptions = {}): void {
  const parsed = parseSource({ name: 'file', bytes: encodeUtf8(text) }, options);
  const { corpus } = assembleCorpus([parsed]);
  checkTexts(corpus);
  buildSamples(corpus, { entityTypes: ['Disease'], instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE, unit: 'sentence' });
}

/** How files of each format begin, up to a place where anything may stand. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'an empty one': '',
  prose: 'Asthma is a disease. It was treated with naloxone. Rats were used. ',
  pubtator: '1|t|Asthma\n1|a|In rats. ',
  'a pubtator mention': '1|t|Asthma\n1|a|In rats.\n1\t0\t6\t',
  conll: 'Asthma\tB-Disease\nin\tO\n',
  'conll with spaces': 'Asthma O B-Disease\nin O O\n',
  'lines of sentences': 'Asthma|B-Disease in|O rats|O\n',
  json: '{"text": "',
  'json rows': '[{"instruction": "Find", "input": "x", "output": "[]"}, {"input": "',
  'json lines': '{"text": "x", "label": []}\n{"text": "',
  csv: 'id,text,label\n1,',
  'quoted csv': 'id,text,label\n1,"',
  'xml prolog': '<?xml version="1.0"?>',
  'bioc xml': '<collection><document><id>1</id><passage><offset>0</offset><text>',
  standoff: 'T1\tDisease 0 6\tAsthma\nR1\tCause Arg1:T1',
};

const FILLINGS = [
  ...' \t\n\r.!?()[]{}<>"\'\\:;,|-_#=&/*0aé',
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

describe.each(Object.entries(BEGINNINGS))('behind the beginning of %s', (_, beginning) => {
  it.each(FILLINGS)('%j repeated is read in time that grows with its length', (filling) => {
    const body = filling.repeat(LENGTH / filling.length);
    open(`${beginning}${body}`);
    open(`${beginning}x${body}x`);
  });
});

