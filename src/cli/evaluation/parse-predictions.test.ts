import { expect, test } from 'vitest';
import { parsePredictions } from './parse-predictions.ts';

/** One astral character, two UTF-16 units, before the name. */
const INPUT = '𝛼 gout';
const inputOf = (id: string): string | undefined => (id === 'a' ? INPUT : undefined);
const mentionRow = (start: number, end: number): string =>
  JSON.stringify({ id: 'a', mentions: [{ start, end, entityType: 'Disease' }] });

test('offsets are read in the unit they are said to count', () => {
  const expected = [{ kind: 'mentions', id: 'a', mentions: [{ span: { start: 3, end: 7 }, entityType: 'Disease' }] }];
  expect(parsePredictions(mentionRow(3, 7), { offsetUnit: 'utf-16', inputOf }).predictions).toEqual(expected);
  expect(parsePredictions(mentionRow(2, 6), { offsetUnit: 'code-point', inputOf }).predictions).toEqual(expected);
  expect(parsePredictions(mentionRow(5, 9), { offsetUnit: 'utf-8-byte', inputOf }).predictions).toEqual(expected);
});

test('raw answers stay as they are, malformed or not', () => {
  const { predictions } = parsePredictions('{"id": "a", "answer": "[{"}', { offsetUnit: 'utf-16', inputOf });
  expect(predictions).toEqual([{ kind: 'answer', id: 'a', answer: '[{' }]);
});

test('a row that cannot be used is a fault with its line', () => {
  const text = [
    '{',
    '{"answer": "[]"}',
    '{"id": "a"}',
    mentionRow(0, 99),
    mentionRow(4, 4),
    '{"id": "a", "mentions": [1]}',
  ];
  const { predictions, faults } = parsePredictions(text.join('\n'), { offsetUnit: 'utf-16', inputOf });
  expect(predictions).toEqual([]);
  expect(faults.map((fault) => fault.line)).toEqual([1, 2, 3, 4, 5, 6]);
});
