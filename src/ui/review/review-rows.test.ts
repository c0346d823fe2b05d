import { expect, test } from 'vitest';
import type { Sample } from '../../core/samples/sample.ts';
import { prepareSelection, selectPrepared } from '../../core/selection/select-samples.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { buildReviewRows, filterRows, openFilter, type ReviewFilter } from './review-rows.ts';

function sample(id: string, input: string, entityTypes: readonly string[]): Sample {
  return {
    id,
    documentId: `doc-${id}`,
    passageId: 'p',
    span: { start: 0, end: input.length },
    instruction: 'Extract.',
    input,
    answer: entityTypes.length === 0 ? '[]' : `[{"entity": "${entityTypes[0] ?? ''}", "name": "x"}]`,
    mentions: entityTypes.map((entityType, index) => ({
      id: `${index}`,
      span: { start: 0, end: 1 },
      entityType,
      quote: input.slice(0, 1),
    })),
    contentHash: `hash-${id}`,
  };
}

const samples = [
  sample('a', 'Naloxone reverses clonidine', ['Chemical', 'Disease']),
  sample('b', 'Delirium in six patients', ['Disease']),
  sample('c', 'The study was small', []),
];
const selection = selectPrepared(
  prepareSelection(samples, () => undefined),
  { strategy: 'hybrid', keepRatio: 0.5, base: 'all-positives', ifdCeiling: 1, negativeRatio: 1, seed: 1 },
);
const rows = buildReviewRows(samples, new Map(), selection);
const decisions = new Map<string, Decision>([
  ['a', { sampleId: 'a', verdict: 'approved', decidedAtMs: 0 }],
  ['b', { sampleId: 'b', verdict: 'unsure', decidedAtMs: 0 }],
  ['c', { sampleId: 'c', verdict: 'approved', decidedAtMs: 0 }],
]);

function shown(filter: Partial<ReviewFilter>): readonly string[] {
  return filterRows(rows, { ...openFilter, ...filter }, decisions).map((row) => row.sample.id);
}

test('an open filter shows everything in its order', () => {
  expect(shown({})).toEqual(['a', 'b', 'c']);
});

test('text is found in input, answer and document, whatever its case', () => {
  expect(shown({ text: 'NALOXONE' })).toEqual(['a']);
  expect(shown({ text: 'doc-b' })).toEqual(['b']);
  expect(shown({ text: '"disease"' })).toEqual(['b']);
});

test('filters compose', () => {
  expect(shown({ kind: 'positive', entityType: 'Disease' })).toEqual(['a', 'b']);
  expect(shown({ kind: 'positive', entityType: 'Disease', decision: 'unsure' })).toEqual(['b']);
  expect(shown({ kind: 'positive', decision: 'undecided' })).toEqual([]);
  expect(shown({ pick: 'kept' })).toEqual(['c']);
  expect(shown({ reason: 'unscored' })).toEqual(['a', 'b']);
});

test('a decision against the filter is one that changes what goes out', () => {
  expect(shown({ decision: 'overruling' })).toEqual(['a']);
  expect(shown({ decision: 'approved' })).toEqual(['a', 'c']);
});
