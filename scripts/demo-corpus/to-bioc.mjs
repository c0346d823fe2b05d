// Shapes documents as a BioC JSON collection. Places become code points of the document, as BioC tools read them.

const NOTICE =
  'Invented for trying out BioSelect Studio: no study, patient or measurement in it exists. Not medical knowledge.';

/**
 * @param {Document[]} documents as parseAbstracts returns them
 * @returns a BioC collection: a title and an abstract passage per document, annotations in order of start, longest first
 */
export function toBioc(documents) {
  return {
    source: 'BioSelect Studio demonstration corpus',
    date: '2026-01-01',
    key: 'scripts/demo-corpus/README.md',
    infons: { notice: NOTICE, license: 'MIT' },
    documents: documents.map(toDocument),
  };
}

function toDocument({ id, studyType, sentences }) {
  const [title, ...abstract] = sentences;
  const numbering = { next: 1 };
  const titlePassage = toPassage('title', [title], { offset: 0, numbering });
  const abstractOffset = countCodePoints(titlePassage.text) + 1;
  return {
    id,
    infons: { 'study type': studyType },
    passages: [titlePassage, toPassage('abstract', abstract, { offset: abstractOffset, numbering })],
    relations: [],
  };
}

function toPassage(type, sentences, { offset, numbering }) {
  const mentions = [];
  let sentenceStart = 0;
  for (const sentence of sentences) {
    for (const { entityType, fragments } of sentence.mentions) {
      const moved = fragments.map(({ start, end }) => ({ start: start + sentenceStart, end: end + sentenceStart }));
      mentions.push({ entityType, fragments: moved });
    }
    sentenceStart += countCodePoints(sentence.text) + 1;
  }
  const text = sentences.map((sentence) => sentence.text).join(' ');
  const characters = Array.from(text);
  const annotations = mentions.toSorted(byPlace).map(({ entityType, fragments }) => ({
    id: `T${numbering.next++}`,
    infons: { type: entityType },
    text: fragments.map(({ start, end }) => characters.slice(start, end).join('')).join(' '),
    locations: fragments.map(({ start, end }) => ({ offset: offset + start, length: end - start })),
  }));
  return { offset, infons: { type }, text, annotations, relations: [] };
}

function byPlace(a, b) {
  const firstA = a.fragments[0];
  const firstB = b.fragments[0];
  return firstA.start - firstB.start || b.fragments.at(-1).end - a.fragments.at(-1).end;
}

function countCodePoints(text) {
  return Array.from(text).length;
}
