import { describe, expect, it } from 'vitest';
import { checkTexts } from './check-texts.ts';
import type { Document } from './corpus.ts';
import { filePartOf } from './file-part.ts';

const TEXT = 'Naloxone reverses the antihypertensive effect of clonidine in unanesthetized hypertensive rats today.';

function documentOf(source: string, id: string, text: string, names: readonly [string, string][] = []): Document {
  const mentions = names.map(([entityType, quote], index) => {
    const start = text.indexOf(quote);
    return { id: `m${index}`, span: { start, end: start + quote.length }, entityType, quote };
  });
  return { id, source, boundaries: 'given', passages: [{ id: 'abstract', kind: 'abstract', text, mentions }] };
}

const codes = (documents: readonly Document[]) =>
  checkTexts({ documents }).map(({ code, severity, file, documentId }) => [code, severity, file, documentId]);

describe('checkTexts', () => {
  it('finds nothing in different texts and in repeated headings', () => {
    const documents = [
      documentOf('a.txt', '1', TEXT),
      documentOf('a.txt', '2', 'Another text altogether that says nothing about any of it.'),
      documentOf('a.txt', '3', 'Introduction'),
      documentOf('a.txt', '4', 'Introduction'),
    ];
    expect(codes(documents)).toEqual([]);
  });

  it('sees no conflict with a copy that is not annotated in full', () => {
    const [first, second] = [
      documentOf('a.txt', '1', TEXT, [['Chemical', 'Naloxone']]),
      documentOf('b.txt', '2', TEXT, [['Chemical', 'clonidine']]),
    ];
    expect(codes([first, second])).toContainEqual(['conflicting-labels', 'warning', 'b.txt', '2']);
    const partial = second.passages.map((passage) => ({ ...passage, gaps: [{ kind: 'partial' as const }] }));
    expect(codes([first, { ...second, passages: partial }]).map(([code]) => code)).toEqual(['duplicate-text']);
  });

  it('counts equal texts by the files they are in', () => {
    const documents = [
      documentOf('a.txt', '1', TEXT),
      documentOf('b.txt', '2', TEXT),
      documentOf('b.txt', '3', TEXT),
      documentOf('b.txt', '4', TEXT.replace('Naloxone', 'Methadone was bad and never really')),
      documentOf('a.txt', '5', TEXT.replace('Naloxone', 'Methadone was bad and never really')),
    ];
    expect(codes(documents).slice(0, 2)).toEqual([
      ['duplicate-text', 'note', 'b.txt', '2'],
      ['duplicate-text', 'note', 'a.txt', '5'],
    ]);
  });

  it('warns of texts on both sides of a split, equal or nearly', () => {
    const documents = [
      documentOf('train.tsv', '1', TEXT),
      documentOf('other.tsv', '2', TEXT),
      documentOf('test.tsv', '3', TEXT),
      documentOf('dev.tsv', '4', `${TEXT.slice(0, -1)} again.`),
    ];
    expect(codes(documents)).toEqual([
      ['duplicate-text', 'note', 'other.tsv', '2'],
      ['text-in-train-and-test', 'warning', 'test.tsv', '3'],
      ['text-in-train-and-test', 'warning', 'dev.tsv', '4'],
    ]);
  });

  it('warns of equal texts with other mentions, of types that both files use', () => {
    const chemical: [string, string] = ['Chemical', 'Naloxone'];
    const other: [string, string] = ['Chemical', 'clonidine'];
    const issues = checkTexts({
      documents: [documentOf('a', '1', TEXT, [chemical, other]), documentOf('b', '2', TEXT, [chemical])],
    });
    expect(issues.filter(({ code }) => code === 'conflicting-labels')).toMatchObject([
      {
        file: 'b',
        documentId: '2',
        found: expect.stringMatching(/^Chemical "Naloxone" in "Naloxone reverses/u),
        expected: 'Chemical "Naloxone", Chemical "clonidine", as in document 1 of a',
      },
    ]);
    const disease: [string, string] = ['Disease', 'hypertensive'];
    const halves = [documentOf('a', '1', TEXT, [chemical]), documentOf('b', '2', TEXT, [disease])];
    expect(codes(halves)).toEqual([['duplicate-text', 'note', 'b', '2']]);
  });

  it('warns of a span with two types and notes names that have several', () => {
    const both: [string, string][] = [
      ['Chemical', 'clonidine'],
      ['Gene', 'clonidine'],
    ];
    const other = documentOf('a', '2', 'Nothing here but clonidine.', [['Chemical', 'clonidine']]);
    const found = (documents: readonly Document[]) =>
      checkTexts({ documents }).map(({ severity, found: what }) => [severity, what]);
    const warning = ['warning', '"clonidine" as Chemical and Gene'];
    expect(found([documentOf('a', '1', TEXT, both)])).toEqual([warning]);
    expect(found([documentOf('a', '1', TEXT, both), other])).toEqual([
      warning,
      ['note', 'a name with several types: "clonidine" (Chemical 2, Gene 1)'],
    ]);
  });
});

it.each([
  ['train.tsv', 'train'],
  ['CDR_TrainingSet.PubTator.txt', 'train'],
  ['NCBIdevelopset_corpus.txt', 'development'],
  ['dev.tsv', 'development'],
  ['valid.jsonl', 'development'],
  ['NCBItestset_corpus.txt', 'test'],
  ['corpus.zip/test/1.txt', 'test'],
  ['device-reports.txt', undefined],
  ['invalidated.txt', undefined],
])('takes %s for %s', (name, part) => {
  expect(filePartOf(name)).toBe(part);
});
