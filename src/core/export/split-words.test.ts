import { expect, test } from 'vitest';
import { describeSmallShare, describeSplit, type SplitFigures, takesAllPositives } from './split-words.ts';

const TWO: SplitFigures = {
  unit: 'document',
  devRatio: 0.1,
  trainUnits: 1,
  devUnits: 1,
  trainFrom: 1,
  devFrom: 1,
  train: 1,
  dev: 4,
  trainPositives: 0,
  devPositives: 2,
};

test('a split says documents, rows and positives of both sides', () => {
  expect(describeSplit(TWO)).toBe(
    'train.jsonl: 1 row (0 positives) of 1 document. dev.jsonl: 4 rows (2 positives) of 1 document.',
  );
  expect(describeSplit({ ...TWO, unit: 'passage', devRatio: 0, trainUnits: 7, devUnits: 0 })).toBe(
    'train.jsonl: 1 row (0 positives) of 1 passage.',
  );
});

test('a share of less than one document says what is taken in its place', () => {
  expect(describeSmallShare(TWO)).toBe(
    '10 % of 2 documents is less than one document. dev.jsonl has one of them, which is 50 %.',
  );
  expect(describeSmallShare({ ...TWO, trainUnits: 8 })).toContain('which is 11.1 %');
  expect(describeSmallShare({ ...TWO, trainUnits: 9 })).toBeUndefined();
  expect(describeSmallShare({ ...TWO, devRatio: 0, devUnits: 0 })).toBeUndefined();
  expect(describeSmallShare({ ...TWO, train: 0, dev: 0 })).toBeUndefined();
  expect(describeSmallShare({ ...TWO, devUnits: 0 })).toBe(
    'One document cannot be split: every row is in train.jsonl, and dev.jsonl is empty.',
  );
});

test('dev takes all positives only where there are some', () => {
  expect(takesAllPositives(TWO)).toBe(true);
  expect(takesAllPositives({ ...TWO, trainPositives: 1 })).toBe(false);
  expect(takesAllPositives({ ...TWO, devPositives: 0 })).toBe(false);
});
