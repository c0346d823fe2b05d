import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biocCorpus, iob2Corpus } from '../../testing/arbitraries/corpora.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { flattenCorpus, type FlatText } from '../formats/flat-texts.ts';
import { createLossList } from '../formats/loss-list.ts';
import { CORPUS_WRITERS } from './corpus-writers.ts';
import { openSources } from './source-opener.ts';
import type { WrittenFormatId } from './written-format-names.ts';

const readBack = (corpus: Corpus, format: WrittenFormatId) => openSources(CORPUS_WRITERS[format](corpus).files);

/** Of a text and its mentions all that a format of this kind has to keep, each once and in order. */
function describeTexts(texts: readonly FlatText[], keeps: { readonly pieces: boolean; readonly concepts: boolean }) {
  return texts.map(({ text, mentions }) => ({
    text,
    mentions: [
      ...new Set(
        mentions.map(({ mention, pieces }) => {
          const hull = [{ start: pieces[0]?.start ?? 0, end: Math.max(...pieces.map(({ end }) => end)) }];
          const places = (keeps.pieces ? pieces : hull).map(({ start, end }) => `${start}-${end}`).join('+');
          return [mention.entityType, places, ...(keeps.concepts ? (mention.conceptIds ?? []) : [])].join(' ');
        }),
      ),
    ].sort(),
  }));
}

const textsOf = (corpus: Corpus) => flattenCorpus(corpus, createLossList());

const SPAN_FORMATS = [
  { format: 'brat', keeps: { pieces: true, concepts: true } },
  { format: 'pubannotation', keeps: { pieces: true, concepts: false } },
  { format: 'doccano', keeps: { pieces: false, concepts: false } },
  { format: 'label-studio', keeps: { pieces: false, concepts: false } },
  { format: 'prodigy', keeps: { pieces: false, concepts: false } },
  { format: 'spacy', keeps: { pieces: false, concepts: false } },
  { format: 'csv', keeps: { pieces: false, concepts: false } },
] as const;

describe.each(SPAN_FORMATS)('a corpus written as $format', ({ format, keeps }) => {
  it('is read back with every text, place and type; what is not kept is a listed loss', () => {
    fc.assert(
      fc.property(biocCorpus('a.txt'), (corpus) => {
        const whole = textsOf(corpus).filter(({ text }) => text.trim() !== '');
        fc.pre(whole.length > 0 && whole.length === corpus.documents.length);
        const { parsed, issues } = readBack(corpus, format);
        const documents = parsed.flatMap((source) => source.documents);
        expect(
          [...parsed.flatMap((source) => source.issues), ...issues].filter(({ severity }) => severity !== 'note'),
        ).toEqual([]);
        const order = (texts: readonly FlatText[]) =>
          describeTexts(texts, keeps).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
        expect(order(textsOf({ documents }))).toEqual(order(whole));
        const hasFragments = whole.some(({ mentions }) => mentions.some(({ pieces }) => pieces.length > 1));
        const losses = CORPUS_WRITERS[format](corpus).issues.map(({ found }) => found ?? '');
        expect(losses.some((loss) => loss.startsWith('discontinuous'))).toBe(hasFragments && !keeps.pieces);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a corpus written as BioC XML', () => {
  it('is read back whole', () => {
    fc.assert(
      fc.property(biocCorpus('corpus.bioc.xml'), (corpus) => {
        const { parsed } = readBack(corpus, 'bioc-xml');
        expect(parsed.flatMap((source) => source.issues.filter(({ severity }) => severity !== 'warning'))).toEqual([]);
        expect(parsed.flatMap((source) => source.documents)).toEqual(corpus.documents);
      }),
      { numRuns: 150 },
    );
  });
});

describe.each(['iobes', 'token-rows'] as const)('sentences of tokens written as %s', (format) => {
  it('are read back with every token and mention', () => {
    fc.assert(
      fc.property(iob2Corpus('a.txt'), (corpus) => {
        const sentencesOf = ({ documents }: Corpus) =>
          documents.flatMap(({ passages }) =>
            passages.map(({ text, mentions }) => [
              text,
              ...mentions.map(({ entityType, span }) => ({ entityType, span })),
            ]),
          );
        fc.pre(sentencesOf(corpus).length > 0);
        const { parsed } = readBack(corpus, format);
        expect(parsed.flatMap((source) => source.issues)).toEqual([]);
        expect(sentencesOf({ documents: parsed.flatMap((source) => source.documents) })).toEqual(sentencesOf(corpus));
      }),
      { numRuns: 150 },
    );
  });
});
