import { expect, test } from 'vitest';
import { isKeepingReason, isReasonKind, REASON_KINDS, reasonCode } from './reason-kinds.ts';

test('each reason has a number of its own, which is its place in the list', () => {
  expect(REASON_KINDS.map(reasonCode)).toEqual(REASON_KINDS.map((_, place) => place));
});

test('a word that is no reason is none, whatever objects are born with', () => {
  expect(isReasonKind('top-ifd')).toBe(true);
  expect(isReasonKind('toString')).toBe(false);
});

test('the filter keeps for four reasons', () => {
  expect(REASON_KINDS.filter(isKeepingReason)).toEqual(['top-ifd', 'negative', 'random-draw', 'full']);
});
