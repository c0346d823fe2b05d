import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decisionChoices, isRestricted, openFilter, queueChoices } from './review-filter.ts';
import { openView, readView, writeView } from './review-view.ts';

test('the usual view has an empty query, and an empty query is the usual view', () => {
  expect(writeView(openView)).toBe('');
  expect(readView('')).toEqual(openView);
  expect(isRestricted(readView('').filter)).toBe(false);
  expect(isRestricted(readView('ifdTo=1').filter)).toBe(true);
});

test('a view comes back out of the address as it went in', () => {
  const number = fc.option(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    {
      nil: undefined,
    },
  );
  const views = fc.record({
    filter: fc.record({
      text: fc.string({ unit: 'grapheme' }),
      queue: fc.constantFrom(...queueChoices),
      decision: fc.constantFrom(...decisionChoices),
      pick: fc.constantFrom('any' as const, 'kept' as const),
      kind: fc.constantFrom('any' as const, 'positive' as const),
      reason: fc.constantFrom('any' as const, 'top-ifd' as const),
      entityType: fc.string({ unit: 'grapheme', minLength: 1 }),
      author: fc.string(),
      difference: fc.constantFrom('any' as const, 'type-and-place' as const),
      ifdFrom: number,
      ifdTo: number,
      lengthFrom: number,
      lengthTo: number,
    }),
    sort: fc.record({ column: fc.constantFrom('ifd' as const, 'length' as const), descending: fc.boolean() }),
    sampleId: fc.option(fc.string(), { nil: undefined }),
    side: fc.constantFrom('imported', 'none', 'model:ab12', 'copy:Ben & “Ann”'),
  });
  fc.assert(
    fc.property(views, (view) => {
      expect(readView(writeView(view))).toEqual(view);
    }),
  );
});

test('words of an address that mean nothing restrict nothing', () => {
  expect(readView('queue=everything&decision=&ifdFrom=high&sort=-colour').filter).toEqual(openFilter);
});
