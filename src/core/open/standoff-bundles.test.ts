import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MUTATIONS, spoil } from '../../testing/arbitraries/mutations.ts';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import type { SourceFile } from '../formats/bytes/decode-source.ts';
import { openSources } from './source-opener.ts';

const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });

const TEXT = file('a/1.txt', '🧬 Lead and zinc\r\nharm the lung and left heart.');
const STANDOFF = file(
  'a/1.ann',
  [
    'T1\tChemical 2 6\tLead',
    'T2\tDisease 17 30;35 45\tarm the lung  left heart',
    'T3\tOrgan 26 30;40 45\tlung heart',
    'N1\tReference T1 MESH:D007854\tlead',
    'R1\tHarms Arg1:T1 Arg2:T3',
    '#1\tAnnotatorNotes T1\tsure',
    'T4 Chemical 2 6 Lead',
    'T5\tChemical 90 99\tnothing',
    '',
  ].join('\n'),
);

describe('a text with its standoff', () => {
  it('is one document, whichever file comes first; what is wrong is listed by line', () => {
    const { parsed } = openSources([STANDOFF, TEXT]);
    expect(openSources([TEXT, STANDOFF]).parsed).toEqual(parsed);
    expect(parsed.map(({ formatName, evidence }) => [formatName, evidence])).toEqual([
      ['Brat standoff', '1.ann stands beside it'],
    ]);
    const [passage] = parsed[0]?.documents[0]?.passages ?? [];
    expect(
      passage?.mentions.map(({ id, quote, fragments, conceptIds }) => [id, quote, fragments?.length, conceptIds]),
    ).toEqual([
      ['T1', 'Lead', undefined, ['MESH:D007854']],
      ['T3', 'lung heart', 2, undefined],
    ]);
    expect(parsed[0]?.documents[0]?.relations).toEqual([
      {
        id: 'R1',
        relationType: 'Harms',
        arguments: [
          { role: 'Arg1', kind: 'mention', target: 'T1' },
          { role: 'Arg2', kind: 'mention', target: 'T3' },
        ],
      },
    ]);
    expect(parsed[0]?.issues.map(({ code, found }) => `${code} ${found}`)).toEqual([
      expect.stringMatching(/^quote-mismatch Disease/u),
      'malformed-line T4 Chemical 2 6 Lead',
      expect.stringMatching(/^offset-out-of-range Chemical "nothing" at 90/u),
      'not-kept notes: 1',
    ]);
    // What was marked and could not be read may be anywhere in the text.
    expect(passage?.gaps?.map(({ kind, issue }) => `${kind} ${issue?.code} ${issue?.line}`)).toEqual([
      'lost malformed-line 7',
      'lost quote-mismatch 2',
      'lost offset-out-of-range 8',
    ]);
  });

  it('is listed with the file and line of what is wrong', () => {
    const issues = openSources([TEXT, STANDOFF]).parsed.flatMap((source) => source.issues);
    const wrong = issues.filter(({ severity }) => severity === 'error');
    expect(wrong.map(({ file: name, line }) => `${name} ${line}`)).toEqual(['a/1.ann 2', 'a/1.ann 7', 'a/1.ann 8']);
  });

  it('is brat’s even where the text looks like another format', () => {
    const text = file('c.txt', '12|t|Lead harms\n12|a|the lung.\n12\t0\t4\tLead\tChemical\tD1\n');
    const [alone] = openSources([text]).parsed;
    expect(alone?.format).toBe('pubtator');
    const [bundled, ...others] = openSources([text, file('c.ann', 'T1\tChemical 5 9\tLead\n')]).parsed;
    expect(others).toEqual([]);
    expect(bundled?.format).toBe('brat');
    expect(bundled?.documents[0]?.passages[0]?.mentions).toMatchObject([{ quote: 'Lead', span: { start: 5, end: 9 } }]);
  });

  it('is said to lack the one where only the other is there', () => {
    expect(openSources([STANDOFF]).parsed.flatMap(({ issues }) => issues.map(({ code }) => code))).toEqual([
      'missing-field',
    ]);
    const [alone] = openSources([file('b.txt', 'Lead harms the lung. It is old and heavy.')]).parsed;
    expect([alone?.format, alone?.documents.length]).toEqual(['plain-text', 1]);
  });

  it('is a negative beside an empty standoff file, and not annotated without any', () => {
    const text = file('b.txt', 'Lead harms the lung. It is old and heavy.');
    const gapsOf = (files: readonly SourceFile[]) => openSources(files).parsed[0]?.documents[0]?.passages[0]?.gaps;
    expect(gapsOf([text, file('b.ann', '')])).toBeUndefined();
    expect(gapsOf([text])).toEqual([{ kind: 'unannotated' }]);
    const damaged = { name: 'b.ann', bytes: Uint8Array.of(0x54, 0x31, 0x09, 0xff, 0xfe, 0xfd) };
    expect(gapsOf([text, damaged])).toMatchObject([{ kind: 'lost', issue: { file: 'b.ann', code: 'bad-encoding' } }]);
  });

  const runs = Number(process.env['FUZZ_COUNT'] ?? 1000);

  it(
    `spoiled brat is read ${runs} times without throwing, and no mention is off its text`,
    () => {
      fc.assert(
        fc.property(MUTATIONS, MUTATIONS, fc.boolean(), (text, standoff, isTextWhole) => {
          const files = [
            { ...TEXT, bytes: isTextWhole ? TEXT.bytes : spoil(TEXT.bytes, text) },
            { ...STANDOFF, bytes: spoil(STANDOFF.bytes, standoff) },
          ];
          expect(assembleCorpus(openSources(files).parsed).issues).toEqual([]);
        }),
        { numRuns: runs },
      );
    },
    60_000 + runs * 20,
  );
});
