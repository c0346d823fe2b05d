import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biocCorpus, iob2Corpus } from '../../testing/arbitraries/corpora.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { flattenCorpus, type FlatText } from '../formats/common/flat-texts.ts';
import { createLossList } from '../formats/common/loss-list.ts';
import { CORPUS_WRITERS } from './corpus-writers.ts';
import { openSources } from '../open/source-opener.ts';
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
  { format: 'label-studio-min', keeps: { pieces: false, concepts: false } },
  { format: 'spacy-tuples', keeps: { pieces: false, concepts: false } },
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
          [...parsed.flatMap((source) => source.issues), ...issues].filter(
            // Of spans without their words that happen to cut some: a hint to look at them, and nothing else.
            ({ severity, expected }) => severity !== 'note' && expected?.startsWith('at least 8 such') !== true,
          ),
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

/** A file of BioC without any is one that nobody annotated. */
function hasMentions({ documents }: Corpus): boolean {
  return documents.some(({ passages }) => passages.some(({ mentions }) => mentions.length > 0));
}

describe('a corpus written as BioC XML', () => {
  it('is read back whole', () => {
    fc.assert(
      fc.property(biocCorpus('corpus.bioc.xml').filter(hasMentions), (corpus) => {
        const { parsed } = readBack(corpus, 'bioc-xml');
        expect(parsed.flatMap((source) => source.issues.filter(({ severity }) => severity !== 'warning'))).toEqual([]);
        expect(parsed.flatMap((source) => source.documents)).toEqual(corpus.documents);
      }),
      { numRuns: 150 },
    );
  });
});

describe.each(['iobes', 'token-rows', 'sentence-lines'] as const)('sentences of tokens written as %s', (format) => {
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
        const all = corpus.documents.flatMap(({ passages }) => passages.map(({ text }) => text));
        fc.pre(all.length > 0);
        // What these lines cannot hold is said below.
        fc.pre(format !== 'sentence-lines' || !all.some((text) => /[^\S ]/u.test(text)));
        const { parsed } = readBack(corpus, format);
        expect(parsed.flatMap((source) => source.issues)).toEqual([]);
        expect(sentencesOf({ documents: parsed.flatMap((source) => source.documents) })).toEqual(sentencesOf(corpus));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a corpus written as spaCy 2 JSON', () => {
  it('is read back with every text and each mention that is flat and begins and ends with a token', () => {
    fc.assert(
      fc.property(biocCorpus('a.txt'), (corpus) => {
        const whole = textsOf(corpus).filter(({ text }) => text.trim() !== '');
        fc.pre(whole.length > 0 && whole.length === corpus.documents.length);
        const { parsed } = readBack(corpus, 'spacy-v2');
        const read = textsOf({ documents: parsed.flatMap((source) => source.documents) });
        expect(parsed.flatMap((source) => source.issues)).toEqual([]);
        expect(read.map(({ text }) => text)).toEqual(whole.map(({ text }) => text));
        const keyOf = ({ mention, pieces: [piece] }: FlatText['mentions'][number]) =>
          `${mention.entityType} ${piece?.start} ${mention.quote}`;
        const kept = read.map(({ mentions }) => mentions.map(keyOf));
        for (const [index, { mentions, text }] of whole.entries()) {
          const isAlone = (span: { start: number; end: number }) =>
            mentions.filter(
              ({ pieces }) => (pieces[0]?.start ?? 0) < span.end && span.start < (pieces.at(-1)?.end ?? 0),
            ).length === 1;
          const flat = mentions.filter(
            ({ pieces: [piece, second] }) =>
              piece && !second && isAlone(piece) && !/^\s|\s$/u.test(text.slice(piece.start, piece.end)),
          );
          expect(kept[index]).toEqual(expect.arrayContaining(flat.map(keyOf)));
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe.each(['alpaca', 'messages', 'sharegpt'] as const)('a corpus written as %s', (format) => {
  it('is read back with every text and name, and with every place that is not listed as lost', () => {
    fc.assert(
      fc.property(biocCorpus('a.txt'), (corpus) => {
        const passages = corpus.documents.flatMap((document) => document.passages);
        const whole = passages.filter(({ text }) => text.trim() !== '');
        fc.pre(whole.length > 0);
        const { parsed } = readBack(corpus, format);
        const read = parsed.flatMap(({ documents }) => documents.flatMap((document) => document.passages));
        expect(read.map(({ text }) => text)).toEqual(whole.map(({ text }) => text));
        const losses = CORPUS_WRITERS[format](corpus).issues.map(({ found }) => found ?? '');
        const lost = Number(losses.find((loss) => loss.startsWith('mentions whose name'))?.split(': ')[1] ?? 0);
        let moved = 0;
        for (const [index, { mentions }] of whole.entries()) {
          const places = read[index]?.mentions.map(({ entityType, span }) => `${entityType} ${span.start} ${span.end}`);
          moved += mentions.filter(
            ({ entityType, span, fragments }) =>
              !fragments && places?.includes(`${entityType} ${span.start} ${span.end}`) !== true,
          ).length;
        }
        expect(moved).toBe(lost);
        expect(losses.some((loss) => loss.startsWith('discontinuous'))).toBe(
          whole.some(({ mentions }) => mentions.some(({ fragments }) => fragments)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the instructions and answers of rows word for word, and says so where it cannot', () => {
    const given = { instruction: 'Find it.', answer: '[ {"entity":"Drug","name":"lead"} ]' };
    const passage = { id: 'r1', kind: 'row', text: 'Lead\r\nis lead.\n', mentions: [], given };
    const document = { id: 'd', source: 'a', boundaries: 'assumed', passages: [passage] } as const;
    const { parsed } = readBack({ documents: [document] }, format);
    expect(parsed[0]?.documents[0]?.passages).toMatchObject([{ text: passage.text, given }]);
    const several = { ...passage, given: { ...given, instruction: 'Find it.\nOr not.' } };
    const { issues } = CORPUS_WRITERS[format]({ documents: [{ ...document, passages: [several] }] });
    expect(issues.some(({ found }) => found?.startsWith('borders between') === true)).toBe(format !== 'alpaca');
  });
});

it('cuts tokens at blanks that sentence lines cannot hold, and lists them', () => {
  const text = 'vitamin\u00a0D helps';
  const mention = { id: 'm1', span: { start: 0, end: 9 }, entityType: 'Chemical', quote: 'vitamin\u00a0D' };
  const passage = { id: 's1', kind: 'sentence', text, mentions: [mention] };
  const corpus = { documents: [{ id: 'd', source: 'a', boundaries: 'given', passages: [passage] }] } as const;
  const { files, issues } = CORPUS_WRITERS['sentence-lines'](corpus);
  expect(new TextDecoder().decode(files[0]?.bytes)).toBe('vitamin|-|B-Chemical D|-|I-Chemical helps|-|O\n');
  expect(issues.map(({ found }) => found)).toEqual(['tokens with white space in them: 1']);
});
