import fc from 'fast-check';
import { expect, it } from 'vitest';
import { biocCorpus } from '../../testing/arbitraries/corpora.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { flattenCorpus } from '../formats/common/flat-texts.ts';
import { createLossList } from '../formats/common/loss-list.ts';
import { CORPUS_WRITERS } from '../write/corpus-writers.ts';
import { openSources } from './source-opener.ts';

/** One character for one, so that every span stays right: LF, CR and, where they meet, CRLF. */
const breakLines = (text: string) => text.replaceAll('b', '\r').replaceAll('c', '\n');

function withLineBreaks({ documents }: Corpus): Corpus {
  return {
    documents: documents.map((document) => ({
      ...document,
      passages: document.passages.map((passage) => {
        const text = breakLines(passage.text);
        const mentions = passage.mentions.map((mention) => {
          const pieces = mention.fragments ?? [mention.span];
          return { ...mention, quote: pieces.map(({ start, end }) => text.slice(start, end)).join(' ') };
        });
        // Readers leave the blanks around a mention out.
        const bare = mentions.filter(({ span }) => !/^\s|\s$/u.test(text.slice(span.start, span.end)));
        return { ...passage, text, mentions: bare };
      }),
    })),
  };
}

/** Places and types of all mentions, in the order of the text. */
const placesOf = (corpus: Corpus) =>
  flattenCorpus(corpus, createLossList())
    .map(({ text, mentions }) => ({
      text,
      mentions: mentions
        .map(({ mention, pieces }) =>
          [mention.entityType, ...pieces.map(({ start, end }) => `${start}-${end}`)].join(' '),
        )
        .sort(),
    }))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

it.each(['bioc-json', 'bioc-xml', 'brat', 'pubannotation'] as const)(
  '%s keeps every place in texts with CR, LF and CRLF',
  (format) => {
    fc.assert(
      fc.property(biocCorpus('a.txt'), (plain) => {
        const corpus = withLineBreaks(plain);
        fc.pre(corpus.documents.every(({ passages }) => passages.some(({ text }) => text.trim() !== '')));
        // A .txt that looks like a format of its own is read as that, whatever stands beside it.
        const texts = flattenCorpus(corpus, createLossList()).map(({ text }) => text);
        fc.pre(format !== 'brat' || texts.every((text) => !/\|[ta]\||^\s*[{[<]/mu.test(text)));
        const { parsed } = openSources(CORPUS_WRITERS[format](corpus).files);
        const documents = parsed.flatMap((source) => source.documents);
        expect(placesOf({ documents })).toEqual(placesOf(corpus));
      }),
      { numRuns: 150 },
    );
  },
);
