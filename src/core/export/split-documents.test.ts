import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Corpus, Document } from '../corpus/corpus.ts';
import { splitDocuments } from './split-documents.ts';

function document(id: string, boundaries: Document['boundaries'], ...texts: string[]): Document {
  const passages = texts.map((text, index) => ({ id: `${index}`, kind: 'abstract', text, mentions: [] }));
  return { id, source: 'file', boundaries, passages };
}

function sides(corpus: Corpus, options: { devRatio: number; seed: number }): Map<string, string> {
  const { sideOf } = splitDocuments(corpus, options);
  return new Map(
    corpus.documents.flatMap(({ id, passages }) =>
      passages.map((passage): [string, string] => [`${id}/${passage.id}`, sideOf(id, passage.id)]),
    ),
  );
}

const HUNDRED: Corpus = {
  documents: Array.from({ length: 100 }, (_, index) => document(`${index}`, 'given', 'title', 'abstract')),
};

test('the share is of documents, and a document stays whole', () => {
  const split = splitDocuments(HUNDRED, { devRatio: 0.1, seed: 1 });
  expect([split.trainUnits, split.devUnits]).toEqual([90, 10]);
  for (const { id } of HUNDRED.documents) expect(split.sideOf(id, '0')).toBe(split.sideOf(id, '1'));
});

test('another seed draws others, the same seed the same', () => {
  const first = sides(HUNDRED, { devRatio: 0.1, seed: 1 });
  expect(sides(HUNDRED, { devRatio: 0.1, seed: 1 })).toEqual(first);
  expect(sides(HUNDRED, { devRatio: 0.1, seed: 2 })).not.toEqual(first);
});

test('a repeated document stands on the side of its first', () => {
  const documents = [...HUNDRED.documents, ...HUNDRED.documents.map(({ id }) => document(`${id}#2`, 'given', 'again'))];
  const { sideOf } = splitDocuments({ documents }, { devRatio: 0.3, seed: 4 });
  for (const { id } of HUNDRED.documents) expect(sideOf(`${id}#2`, '0')).toBe(sideOf(id, '0'));
});

test('where boundaries are assumed passages are split, equal texts together', () => {
  const texts = Array.from({ length: 50 }, (_, index) => `Sentence ${index % 25}.`);
  const corpus = { documents: [document('rows', 'assumed', ...texts)] };
  const split = splitDocuments(corpus, { devRatio: 0.2, seed: 1 });
  expect([split.trainUnits, split.devUnits]).toEqual([20, 5]);
  for (let index = 0; index < 25; index++) {
    expect(split.sideOf('rows', `${index}`)).toBe(split.sideOf('rows', `${index + 25}`));
  }
});

test('a small corpus still has both sides, one document and a share of 0 have train only', () => {
  const two = { documents: HUNDRED.documents.slice(0, 2) };
  expect(splitDocuments(two, { devRatio: 0.01, seed: 1 })).toMatchObject({ trainUnits: 1, devUnits: 1 });
  expect(splitDocuments(two, { devRatio: 0.99, seed: 1 })).toMatchObject({ trainUnits: 1, devUnits: 1 });
  expect(splitDocuments(two, { devRatio: 0, seed: 1 })).toMatchObject({ trainUnits: 2, devUnits: 0 });
  expect(splitDocuments({ documents: two.documents.slice(1) }, { devRatio: 0.5, seed: 1 }).devUnits).toBe(0);
});

test('a share outside [0, 1) is refused', () => {
  for (const devRatio of [-0.1, 1, Number.NaN]) {
    expect(() => splitDocuments(HUNDRED, { devRatio, seed: 1 })).toThrow(RangeError);
  }
});

test('law: the order of the documents does not matter, and a larger share only adds to dev', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 20 });
  const ratio = fc.double({ min: 0, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(ids, fc.tuple(ratio, ratio), fc.nat(), (names, ratios, seed) => {
      const [left, right] = ratios;
      const documents = names.map((name) => document(name, 'given', 'text'));
      const small = sides({ documents }, { devRatio: Math.min(left, right), seed });
      const reversed = sides({ documents: documents.toReversed() }, { devRatio: Math.min(left, right), seed });
      expect([...reversed].toReversed()).toEqual([...small]);
      const large = sides({ documents }, { devRatio: Math.max(left, right), seed });
      for (const [passage, side] of small) if (side === 'dev') expect(large.get(passage)).toBe('dev');
    }),
  );
});
