import fc from 'fast-check';
import type { Corpus, Document, Mention, Passage } from '../../core/corpus/corpus.ts';

/** Characters that break naive offsets: outside the basic plane, combining, of two and three UTF-8 bytes, and PubTator's own bar. */
const CHARACTER = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Array.from('abcdeXYZ0129-.,()\'"|{}[]\\')) },
  { weight: 2, arbitrary: fc.constantFrom('β', 'γ', 'é', 'e\u0301', '中', '\u00a0', '\u2009', '\u200d', '\ufe0f') },
  { weight: 2, arbitrary: fc.constantFrom('🧬', '𝛼', '👩\u200d🔬', '𐍈') },
);

const WORD = fc.array(CHARACTER, { minLength: 1, maxLength: 6 }).map((characters) => characters.join(''));

/** One line, no tabs. */
const TEXT = fc.array(WORD, { maxLength: 12 }).map((words) => words.join(' '));

const ENTITY_TYPE = fc.constantFrom('Chemical', 'Disease', 'cell_type', 'Gene-Product');

const CONCEPT_IDS = fc.option(fc.constantFrom(['D009270'], ['MESH:D003000', 'D015032'], ['c|SUB|G|12|A'], ['6622']), {
  nil: undefined,
});

/** Start and end of every code point: an offset within a pair is no place. */
function borders(text: string): number[] {
  const at = [0];
  for (const character of text) at.push((at[at.length - 1] ?? 0) + character.length);
  return at;
}

function mentionsIn(text: string, options: { readonly hasFragments: boolean }): fc.Arbitrary<Mention[]> {
  const at = borders(text);
  if (at.length < 2) return fc.constant([]);
  const cut = fc.uniqueArray(fc.constantFrom(...at), { minLength: 2, maxLength: options.hasFragments ? 6 : 2 });
  const mention = fc.record({ cuts: cut, entityType: ENTITY_TYPE, conceptIds: CONCEPT_IDS });
  return fc.array(mention, { maxLength: 5 }).map((raws) => {
    const made = raws.map(({ cuts, entityType, conceptIds }): Omit<Mention, 'id'> => {
      const sorted = cuts.toSorted((a, b) => a - b);
      const pieces = [];
      for (let i = 0; i + 1 < sorted.length; i += 2) pieces.push({ start: sorted[i] ?? 0, end: sorted[i + 1] ?? 0 });
      const span = { start: pieces[0]?.start ?? 0, end: pieces[pieces.length - 1]?.end ?? 0 };
      return {
        span,
        ...(pieces.length > 1 && { fragments: pieces }),
        entityType,
        quote: pieces.map(({ start, end }) => text.slice(start, end)).join(' '),
        ...(conceptIds && { conceptIds }),
      };
    });
    // Readers leave the blanks around a mention out.
    const trim = made.filter(({ span }) => text.slice(span.start, span.end).trim().length === span.end - span.start);
    return trim.map((each, index) => ({ id: `m${index + 1}`, ...each }));
  });
}

function passageOf(kind: string, options: { readonly hasFragments: boolean }): fc.Arbitrary<Passage> {
  return TEXT.chain((text) =>
    mentionsIn(text, options).map((mentions): Passage => ({ id: kind, kind, text, mentions })),
  );
}

/** Numbers the mentions through the document, as the formats without mention ids do. */
function toDocument(id: string, file: string, passages: readonly Passage[]): Document {
  let count = 0;
  const numbered = passages.map((passage) => ({
    ...passage,
    mentions: passage.mentions.map((mention) => ({ ...mention, id: `m${(count += 1)}` })),
  }));
  return { id, source: file, passages: numbered, boundaries: 'given' };
}

/** Titles and abstracts with nested and overlapping mentions: all that PubTator holds. */
export function pubtatorCorpus(file: string): fc.Arbitrary<Corpus> {
  const options = { hasFragments: false };
  const passages = fc.tuple(passageOf('title', options), fc.option(passageOf('abstract', options), { nil: undefined }));
  return fc.array(passages, { minLength: 1, maxLength: 4 }).map((list) => ({
    documents: list.map(([title, abstract], index) =>
      toDocument(`${1000 + index}`, file, abstract ? [title, abstract] : [title]),
    ),
  }));
}

/** Passages of any kind with nested, overlapping and discontinuous mentions: all that BioC holds. */
export function biocCorpus(file: string): fc.Arbitrary<Corpus> {
  const kinds = fc.uniqueArray(fc.constantFrom('title', 'abstract', 'paragraph', 'sentence'), { maxLength: 4 });
  const passages = kinds.chain((list) => fc.tuple(...list.map((kind) => passageOf(kind, { hasFragments: true }))));
  return fc.array(passages, { minLength: 1, maxLength: 4 }).map((list) => ({
    documents: list.map((own, index) => toDocument(`doc ${index}`, file, own)),
  }));
}

/** Sentences of tokens with flat mentions from token to token: all that IOB2 holds. */
export function iob2Corpus(file: string): fc.Arbitrary<Corpus> {
  const chunk = fc.record({
    tokens: fc.array(WORD, { minLength: 1, maxLength: 3 }),
    entityType: fc.option(ENTITY_TYPE, { nil: undefined }),
  });
  const sentence = fc.array(chunk, { minLength: 1, maxLength: 6 });
  const document = fc.array(sentence, { maxLength: 4 });
  return fc.array(document, { minLength: 1, maxLength: 4 }).map((list) => ({
    documents: list.map((sentences, index): Document => ({
      id: `doc ${index} (a)`,
      source: file,
      boundaries: 'given',
      passages: sentences.map((chunks, number) => toSentence(chunks, number + 1)),
    })),
  }));
}

interface Chunk {
  readonly tokens: readonly string[];
  readonly entityType: string | undefined;
}

function toSentence(chunks: readonly Chunk[], number: number): Passage {
  const mentions: Mention[] = [];
  let text = '';
  for (const { tokens, entityType } of chunks) {
    const start = text === '' ? 0 : text.length + 1;
    text = `${text}${text === '' ? '' : ' '}${tokens.join(' ')}`;
    if (entityType === undefined) continue;
    const span = { start, end: text.length };
    mentions.push({ id: `m${mentions.length + 1}`, span, entityType, quote: text.slice(start) });
  }
  return { id: `s${number}`, kind: 'sentence', text, mentions };
}
