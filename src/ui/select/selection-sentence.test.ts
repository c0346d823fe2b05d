import { expect, test } from 'vitest';
import { selectionSentence } from './selection-sentence.ts';

const counts = { positives: 60, keptPositives: 30, negatives: 20, keptNegatives: 20, notAnnotated: 3 };
const statistics = [
  { entityType: 'Chemical', names: 9, vanishedNames: 0 },
  { entityType: 'Disease', names: 7, vanishedNames: 0 },
];
const out = { count: 50, approved: 0, rejected: 0 };

test('what the filter keeps and what goes out are two figures, and decisions say how they differ', () => {
  expect(selectionSentence({ counts, statistics, out })).toBe(
    'The filter keeps 30 of 60 positives and all 20 negatives. 50 samples go out. No name vanishes.',
  );
  expect(selectionSentence({ counts, statistics, out: { count: 51, approved: 3, rejected: 2 } })).toContain(
    ' 51 samples go out: your decisions add 3 and take out 2. ',
  );
  expect(selectionSentence({ counts, statistics, out: { count: 1, approved: 0, rejected: 49 } })).toContain(
    ' 1 sample goes out: your decisions take out 49. ',
  );
});

test('what the length limit leaves out is no decision', () => {
  expect(selectionSentence({ counts, statistics, out: { ...out, count: 48 } })).toContain(
    ' 48 samples go out: rows over the length limit stay out. ',
  );
  expect(selectionSentence({ counts, statistics, out: { count: 49, approved: 1, rejected: 0 } })).toContain(
    ' 49 samples go out: your decisions add 1, and rows over the length limit stay out. ',
  );
});

test('of a rule that is tried it is said what it would give, and nothing of what goes out', () => {
  const [chemical, disease] = [
    { entityType: 'Chemical', names: 9, vanishedNames: 1 },
    { entityType: 'Disease', names: 7, vanishedNames: 2 },
  ];
  expect(selectionSentence({ counts: { ...counts, keptNegatives: 5 }, statistics: [chemical, disease] })).toBe(
    'The filter would keep 30 of 60 positives and 5 of 20 negatives. 1 of 9 Chemical names and 2 of 7 Disease names would vanish.',
  );
  expect(selectionSentence({ counts, statistics: [chemical], out })).toContain(' 1 of 9 Chemical names vanishes.');
  expect(selectionSentence({ counts, statistics: undefined, out })).toContain('Names are being counted.');
});
