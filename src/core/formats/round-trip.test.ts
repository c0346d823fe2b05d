import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biocCorpus, iob2Corpus, pubtatorCorpus } from '../../testing/arbitraries/corpora.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { countEntityTypes } from '../corpus/entity-types.ts';
import { buildSamples } from '../samples/build-samples.ts';
import type { FormatId } from './common/format.ts';
import { parseSource } from './parse-source.ts';
import { serializeBiocJson } from './bioc/serialize-bioc-json.ts';
import { serializeIob2 } from './columns/serialize-iob2.ts';
import { serializeJsonl } from './instructions/serialize-jsonl.ts';
import { serializePubtator } from './pubtator/serialize-pubtator.ts';

const FILE = 'a.txt';

/** A file of these formats without any is one that nobody annotated. */
function hasMentions({ documents }: Corpus): boolean {
  return documents.some(({ passages }) => passages.some(({ mentions }) => mentions.length > 0));
}

function expectReadBack(text: string, corpus: Corpus, format: FormatId): void {
  const parsed = parseSource({ name: FILE, bytes: new TextEncoder().encode(text) });
  expect(parsed.issues).toEqual([]);
  expect(parsed.format).toBe(format);
  expect(parsed.documents).toEqual(corpus.documents);
}

describe('serialize, then parse', () => {
  it('gives the same corpus in PubTator', () => {
    fc.assert(
      fc.property(pubtatorCorpus(FILE).filter(hasMentions), (corpus) => {
        const { text, issues } = serializePubtator(corpus);
        expect(issues).toEqual([]);
        expectReadBack(text, corpus, 'pubtator');
      }),
    );
  });

  it('gives the same corpus in IOB2', () => {
    fc.assert(
      fc.property(iob2Corpus(FILE), (corpus) => {
        fc.pre(corpus.documents.some(({ passages }) => passages.length > 0));
        const { text, issues } = serializeIob2(corpus);
        expect(issues).toEqual([]);
        expectReadBack(text, corpus, 'conll');
      }),
    );
  });

  it('gives the same corpus in BioC JSON', () => {
    fc.assert(
      fc.property(biocCorpus(FILE).filter(hasMentions), (corpus) => {
        const { text, issues } = serializeBiocJson(corpus);
        expect(issues).toEqual([]);
        expectReadBack(text, corpus, 'bioc-json');
      }),
    );
  });

  it('gives the same samples in JSONL, and the same corpus from then on', () => {
    fc.assert(
      fc.property(pubtatorCorpus(FILE), (corpus) => {
        const options = {
          entityTypes: countEntityTypes(corpus).map(({ entityType }) => entityType),
          instructionTemplate: 'Find {types}.',
          unit: 'sentence',
        } as const;
        const { samples } = buildSamples(corpus, options);
        fc.pre(samples.length > 0);
        const text = serializeJsonl(samples);
        const read = parseSource({ name: FILE, bytes: new TextEncoder().encode(text) });
        const { samples: again } = buildSamples({ documents: read.documents }, options);
        expect(again.map(({ contentHash }) => contentHash)).toEqual(samples.map(({ contentHash }) => contentHash));
        expect(serializeJsonl(again)).toBe(text);
        expect(parseSource({ name: FILE, bytes: new TextEncoder().encode(serializeJsonl(again)) })).toEqual(read);
      }),
    );
  });

  it('keeps rows and assumed boundaries in BioC JSON', () => {
    const rows = [{ instruction: 'Find "it".', input: 'Lead 🧬.', answer: '[{"entity": "Chemical", "name": "Lead"}]' }];
    const { documents } = parseSource({ name: FILE, bytes: new TextEncoder().encode(serializeJsonl(rows)) });
    const { text } = serializeBiocJson({ documents });
    const [again] = parseSource({ name: FILE, bytes: new TextEncoder().encode(text) }).documents;
    expect(again?.boundaries).toBe('assumed');
    expect(again?.passages.map(({ given, mentions }) => ({ given, mentions }))).toEqual(
      documents[0]?.passages.map(({ given, mentions }) => ({ given, mentions })),
    );
  });
});

describe('what a format cannot hold', () => {
  const text = 'Lead acetate and zinc. Iron.';
  const mention = (id: string, start: number, end: number) => ({
    id,
    span: { start, end },
    entityType: 'Chemical',
    quote: text.slice(start, end),
  });
  const corpus: Corpus = {
    documents: [
      {
        id: 'd|1',
        source: FILE,
        boundaries: 'given',
        passages: [
          {
            id: 'abstract',
            kind: 'abstract',
            text,
            mentions: [
              mention('m1', 0, 4),
              mention('m2', 0, 12),
              {
                ...mention('m3', 0, 21),
                fragments: [
                  { start: 0, end: 4 },
                  { start: 17, end: 21 },
                ],
                quote: 'Lead zinc',
              },
              mention('m4', 17, 27),
            ],
          },
        ],
      },
    ],
  };

  it('is listed for IOB2, which takes the outermost mention and never cuts one', () => {
    const { text: written, issues } = serializeIob2(corpus);
    expect(written).toBe(
      '-DOCSTART- (d|1)\tO\n\nLead\tB-Chemical\nacetate\tI-Chemical\nand\tO\nzinc\tB-Chemical\n.\tI-Chemical\nIron\tI-Chemical\n.\tO\n\n',
    );
    expect(issues.map(({ code, found }) => [code, found])).toEqual([
      ['not-kept', 'discontinuous mentions: 1'],
      ['not-kept', 'nested or overlapping mentions: 1'],
      ['not-kept', 'passages whose white space becomes token borders: 1'],
    ]);
  });

  it('is listed for PubTator, which takes a discontinuous mention as one span', () => {
    const { text: written, issues } = serializePubtator(corpus);
    expect(written.split('\n').slice(0, 5)).toEqual([
      'd_1|t|',
      `d_1|a|${text}`,
      'd_1\t1\t5\tLead\tChemical\t',
      'd_1\t1\t13\tLead acetate\tChemical\t',
      'd_1\t1\t22\tLead acetate and zinc\tChemical\t',
    ]);
    expect(issues.map(({ found }) => found)).toEqual([
      'passages joined into one abstract: 1',
      'discontinuous mentions, written as one span: 1',
    ]);
  });
});
