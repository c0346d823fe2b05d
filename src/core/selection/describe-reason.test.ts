import { expect, test } from 'vitest';
import { describeReason } from './describe-reason.ts';

test('each sentence says kept or dropped and the numbers behind it', () => {
  expect(describeReason({ kind: 'top-ifd', rank: 3, cutOffIfd: 0.78 })).toMatch(/^Kept: rank 3 .* 0\.7800/);
  expect(describeReason({ kind: 'below-cut-off', rank: 9, cutOffIfd: 0.78 })).toMatch(/^Dropped: rank 9 .* 0\.7800/);
  expect(describeReason({ kind: 'ifd-at-or-above-ceiling', ifd: 1.04 })).toMatch(/^Dropped: IFD 1\.0400 .* label/);
});

test('a sample that is not annotated is said to be so, in words of its gap', () => {
  const words = (['unannotated', 'partial', 'lost'] as const).map((gap) =>
    describeReason({ kind: 'not-annotated', gap }),
  );
  expect(words).toEqual([
    'Dropped: nobody annotated this text yet.',
    'Dropped: only some places of this text were asked about.',
    'Dropped: something of its annotation could not be read.',
  ]);
});

test('a reason without words of its own is shown as it stands', () => {
  expect(describeReason({ kind: 'unscored', reason: 'one-token-answer' })).toContain('single token');
  expect(describeReason({ kind: 'unscored', reason: 'some-new-code' })).toContain('some-new-code');
});
