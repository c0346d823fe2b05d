import { describe, expect, it, test } from 'vitest';
import { describeReason } from './describe-reason.ts';
import { isKeepingReason } from './reason-kinds.ts';
import type { SelectionReason } from './selection.ts';

/** For every reason, so that one without a line here does not compile: what it is, and what its words have to say. */
const REASONS = {
  'top-ifd': [{ kind: 'top-ifd', rank: 3, cutOffIfd: 0.78 }, /rank 3 .* 0\.7800/u],
  negative: [{ kind: 'negative' }, /without entities/u],
  'random-draw': [{ kind: 'random-draw' }, /drawn at random/u],
  full: [{ kind: 'full' }, /every sample/u],
  'below-cut-off': [{ kind: 'below-cut-off', rank: 9, cutOffIfd: 0.78 }, /rank 9 .* 0\.7800/u],
  'ifd-at-or-above-ceiling': [{ kind: 'ifd-at-or-above-ceiling', ifd: 1.04 }, /IFD 1\.0400 .* label/u],
  'not-drawn': [{ kind: 'not-drawn' }, /not drawn at random/u],
  'not-in-selection': [{ kind: 'not-in-selection' }, /in no selection/u],
  unscored: [{ kind: 'unscored', reason: 'one-token-answer' }, /single token/u],
  'not-annotated': [{ kind: 'not-annotated', gap: 'unannotated' }, /nobody annotated/u],
} satisfies {
  readonly [Kind in SelectionReason['kind']]: readonly [Extract<SelectionReason, { kind: Kind }>, RegExp];
};

const reasons: readonly (readonly [SelectionReason, RegExp])[] = Object.values(REASONS);

describe.each(reasons)('$kind', (reason, facts) => {
  it('says first whether the sample is kept, as the selection has it', () => {
    expect(describeReason(reason)).toMatch(isKeepingReason(reason.kind) ? /^Kept: /u : /^Dropped: /u);
  });

  it('says why, in words of its own and with the numbers behind it, to the end of the sentence', () => {
    const words = describeReason(reason);
    expect(words).toMatch(facts);
    expect(words).toMatch(/\.$/u);
    expect(reasons.filter(([other]) => describeReason(other) === words)).toHaveLength(1);
  });
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

test('a code without words of its own is shown as it stands', () => {
  expect(describeReason({ kind: 'unscored', reason: 'some-new-code' })).toBe('Dropped: no IFD, some-new-code.');
});
