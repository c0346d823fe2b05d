import { describe, expect, it } from 'vitest';
import { assembleCorpus } from './assemble-corpus.ts';
import { checkCorpus } from './check-corpus.ts';
import type { Corpus, Document, Mention } from './corpus.ts';
import { countEntityTypes } from './entity-types.ts';

const text = 'Breast and ovarian cancer.';

function mention(start: number, end: number, changes: Partial<Mention> = {}): Mention {
  return { id: 'm', span: { start, end }, entityType: 'Disease', quote: text.slice(start, end), ...changes };
}

function documentOf(id: string, source: string, ...mentions: Mention[]): Document {
  return { id, source, boundaries: 'given', passages: [{ id: 'title', kind: 'title', text, mentions }] };
}

describe('assembleCorpus', () => {
  it('numbers ids that several files use and says where', () => {
    const files = ['a', 'b', 'c'].map((file) => ({ documents: [documentOf('1', file)] }));
    const { corpus, issues } = assembleCorpus(files);
    expect(corpus.documents.map(({ id }) => id)).toEqual(['1', '1#2', '1#3']);
    expect(issues).toMatchObject([
      { code: 'duplicate-document', file: 'b', documentId: '1#2' },
      { code: 'duplicate-document', file: 'c', documentId: '1#3' },
    ]);
  });

  it('gives an empty corpus for nothing', () => {
    expect(assembleCorpus([])).toEqual({ corpus: { documents: [] }, issues: [] });
  });
});

describe('checkCorpus', () => {
  const fragments = [
    { start: 0, end: 6 },
    { start: 19, end: 25 },
  ];

  it('hands a sound corpus back as it is', () => {
    const corpus: Corpus = {
      documents: [documentOf('1', 'a', mention(0, 6), mention(0, 25, { fragments, quote: 'Breast cancer' }))],
    };
    expect(checkCorpus(corpus).corpus).toBe(corpus);
  });

  it.each([
    ['beyond the text', mention(20, 99), 'offset-out-of-range'],
    ['empty', mention(3, 3), 'offset-out-of-range'],
    ['at no whole number', mention(0.5, 3), 'offset-out-of-range'],
    ['of fragments out of order', mention(0, 25, { fragments: fragments.toReversed() }), 'offset-out-of-range'],
    ['of another text', mention(0, 6, { quote: 'Lung' }), 'quote-mismatch'],
  ])('leaves out and lists a mention %s', (_, faulty, code) => {
    const { corpus, issues } = checkCorpus({ documents: [documentOf('1', 'a', faulty, mention(0, 6))] });
    expect(corpus.documents[0]?.passages[0]?.mentions).toHaveLength(1);
    expect(issues).toMatchObject([{ code, file: 'a', documentId: '1' }]);
  });
});

describe('countEntityTypes', () => {
  it('puts the most frequent type first, then goes by name', () => {
    const mentions = ['B', 'C', 'A', 'C'].map((entityType) => mention(0, 6, { entityType }));
    expect(countEntityTypes({ documents: [documentOf('1', 'a', ...mentions)] })).toEqual([
      { entityType: 'C', count: 2 },
      { entityType: 'A', count: 1 },
      { entityType: 'B', count: 1 },
    ]);
  });
});
