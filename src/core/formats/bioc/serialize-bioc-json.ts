import { UNTYPED, type Corpus, type Document, type Mention, type Passage } from '../../corpus/corpus.ts';
import { sortRelations } from '../../corpus/whole-relations.ts';
import { createOffsetIndex, type OffsetIndex } from '../../text/offset-index.ts';
import type { Span } from '../../text/span.ts';
import { toBiocRelation } from './bioc-relations.ts';
import { serializeConceptIds } from '../common/concept-ids.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';

/**
 * A BioC collection with code point offsets, one separator between passages. It holds all that a corpus holds; a
 * given row's instruction and answer, and boundaries that are assumed, go into infons.
 */
export function serializeBiocJson(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  const collection = {
    source: 'BioSelect Studio',
    date: '',
    key: '',
    infons: {},
    documents: corpus.documents.map((document) => toBiocDocument(document, losses)),
  };
  return {
    text: `${JSON.stringify(collection, undefined, 1)}\n`,
    issues: losses.toIssues(corpus.documents[0]?.source ?? '', 'BioC'),
  };
}

function toBiocDocument(document: Document, losses: LossList) {
  const { id, passages, boundaries } = document;
  let offset = 0;
  const biocPassages = passages.map((passage) => {
    const index = createOffsetIndex(passage.text);
    const bioc = toBiocPassage(passage, offset, index);
    offset += index.fromUtf16(passage.text.length, 'code-point') + 1;
    return bioc;
  });
  const { whole, broken } = sortRelations(document);
  losses.add('relations whose mention is gone', broken.length);
  const relations = whole.map((each) =>
    toBiocRelation(each, (count) => losses.add('concepts among the arguments of a relation', count)),
  );
  return { id, infons: boundaries === 'assumed' ? { boundaries } : {}, passages: biocPassages, relations };
}

function toBiocPassage(passage: Passage, offset: number, index: OffsetIndex) {
  const place = (span: Span) => {
    const start = index.fromUtf16(span.start, 'code-point');
    return { offset: offset + start, length: index.fromUtf16(span.end, 'code-point') - start };
  };
  const sentences = (passage.sentences ?? []).map((span) => ({
    offset: place(span).offset,
    infons: {},
    text: passage.text.slice(span.start, span.end),
    annotations: [],
    relations: [],
  }));
  return {
    offset,
    infons: { type: passage.kind, ...passage.given },
    text: passage.text,
    sentences,
    annotations: passage.mentions.map((mention) => ({
      id: mention.id,
      infons: toInfons(mention),
      text: mention.quote,
      locations: (mention.fragments ?? [mention.span]).map(place),
    })),
    relations: [],
  };
}

function toInfons({ entityType, conceptIds }: Mention): Record<string, string> {
  const type: Record<string, string> = entityType === UNTYPED ? {} : { type: entityType };
  return conceptIds ? { ...type, identifier: serializeConceptIds(conceptIds) } : type;
}
