import { expect, test } from 'vitest';
import type { Sample } from '../../core/samples/sample.ts';
import { prepareSelection, selectPrepared } from '../../core/selection/select-samples.ts';
import type { Decision } from '../../core/selection/selection.ts';
import { AUDIT_COUNT, type FilterFacts, filterRows, openFilter, type ReviewFilter } from './review-filter.ts';
import { buildReviewRows } from './review-rows.ts';

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

const facts: FilterFacts = {
  decisions,
  authors: () => new Map([['b', new Set(['Ann', 'Ben'])]]),
  differences: ({ sample: { id } }) => (id === 'a' ? ['type', 'missing'] : []),
  conflicting: () => new Set(['c']),
  nearDuplicates: () => new Set(['a', 'c']),
  seed: 1,
};

function shown(filter: Partial<ReviewFilter>): readonly string[] {
  return filterRows(rows, { ...openFilter, ...filter }, facts).map((row) => row.sample.id);
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

test('queues show what waits to be looked at', () => {
  expect(shown({ queue: 'unscored' })).toEqual(['a', 'b', 'c']);
  expect(shown({ queue: 'to-check' })).toEqual([]);
  expect(shown({ queue: 'differing' })).toEqual(['a']);
  expect(shown({ queue: 'conflicts' })).toEqual(['c']);
  expect(shown({ queue: 'near-duplicates' })).toEqual(['a', 'c']);
});

test('bounds of IFD leave out what has none; bounds of length and authors compose with the rest', () => {
  const [first, second] = rows;
  if (first === undefined || second === undefined) throw new Error('two rows are missing');
  const scored = [{ ...first, ifd: 0.5 }, { ...second, ifd: 1 }, ...rows.slice(2)];
  const within = (filter: Partial<ReviewFilter>) =>
    filterRows(scored, { ...openFilter, ...filter }, facts).map((row) => row.sample.id);
  expect(within({ ifdFrom: 0.5, ifdTo: 1 })).toEqual(['a', 'b']);
  expect(within({ ifdFrom: 0.6 })).toEqual(['b']);
  expect(within({ queue: 'to-check' })).toEqual(['b']);
  expect(within({ ifdTo: 2, lengthFrom: 25 })).toEqual(['a']);
  expect(within({ author: 'Ben', lengthTo: 24 })).toEqual(['b']);
  expect(within({ author: 'Ben', difference: 'type' })).toEqual([]);
  expect(within({ difference: 'missing' })).toEqual(['a']);
});

test('an audit is a draw of what was dropped, the same for its seed in whatever order', () => {
  const many = Array.from({ length: 300 }, (_, index) => sample(`s${index}`, 'x', ['Disease']));
  const dropped = buildReviewRows(
    many,
    new Map(),
    selectPrepared(
      prepareSelection(many, () => undefined),
      { strategy: 'hybrid', keepRatio: 0.5, base: 'all-positives', ifdCeiling: 1, negativeRatio: 1, seed: 1 },
    ),
  );
  const draw = (of: typeof dropped, seed: number) =>
    new Set(filterRows(of, { ...openFilter, queue: 'audit' }, { ...facts, seed }).map((row) => row.sample.id));
  expect(draw(dropped, 1).size).toBe(AUDIT_COUNT);
  expect(draw(dropped.toReversed(), 1)).toEqual(draw(dropped, 1));
  expect(draw(dropped, 2)).not.toEqual(draw(dropped, 1));
});
