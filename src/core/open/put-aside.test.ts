import { expect, test } from 'vitest';
import type { Document } from '../corpus/corpus.ts';
import { besidePutAside, isBack, putAside } from './put-aside.ts';

function documentOf(id: string, text: string): Document {
  return { id, source: 'a.txt', boundaries: 'given', passages: [{ id: '0', kind: 'text', text, mentions: [] }] };
}

test('the same text gets its id back, another text does not get it', () => {
  const gone = documentOf('1', 'Aspirin helps.');
  const waiting = new Map([['1', putAside(gone)]]);
  expect(besidePutAside(gone, waiting)).toBe(gone);
  expect(besidePutAside(documentOf('1', 'Lithium helps.'), waiting).id).toBe('1#2');
  expect(besidePutAside(documentOf('2', 'Lithium helps.'), waiting).id).toBe('2');
});

test('of two texts that had one id each finds its own, in whatever order they come', () => {
  const waiting = new Map(
    [documentOf('1', 'first'), documentOf('1#2', 'second')].map((one) => [one.id, putAside(one)]),
  );
  expect(besidePutAside(documentOf('1', 'second'), waiting).id).toBe('1#2');
  expect(besidePutAside(documentOf('1', 'first'), waiting).id).toBe('1');
  expect(besidePutAside(documentOf('1', 'third'), waiting).id).toBe('1#3');
});

test('it is back when its text is there under its id', () => {
  const gone = putAside(documentOf('1', 'first'));
  expect(isBack(gone, new Map([['1', documentOf('1', 'first')]]))).toBe(true);
  expect(isBack(gone, new Map([['1', documentOf('1', 'other')]]))).toBe(false);
  expect(isBack(gone, new Map())).toBe(false);
});
