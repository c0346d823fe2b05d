import { expect, test } from 'vitest';
import { applyDecisions } from './apply-decisions.ts';
import type { Decision, SelectionPick } from './selection.ts';

const PICKS: readonly SelectionPick[] = [
  { sampleId: 'kept', kept: true, reason: { kind: 'negative' } },
  { sampleId: 'dropped', kept: false, reason: { kind: 'not-drawn' } },
  { sampleId: 'undecided', kept: true, reason: { kind: 'negative' } },
];

function decide(sampleId: string, verdict: Decision['verdict']): [string, Decision] {
  return [sampleId, { sampleId, verdict, decidedAtMs: 1 }];
}

test('a decision overrides the filter and leaves its reason to be seen', () => {
  const decisions = new Map([decide('kept', 'rejected'), decide('dropped', 'approved'), decide('gone', 'approved')]);
  const final = applyDecisions({ picks: PICKS }, decisions);
  expect(final.map(({ sampleId, kept, keptByFilter }) => [sampleId, kept, keptByFilter])).toEqual([
    ['kept', false, true],
    ['dropped', true, false],
    ['undecided', true, true],
  ]);
  expect(final[1]?.reason).toEqual({ kind: 'not-drawn' });
  expect(final[2]?.decision).toBeUndefined();
});
