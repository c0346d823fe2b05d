import { expect, test } from 'vitest';
import type { IfdResult } from '../../core/ifd/ifd.ts';
import { parseScoreRows, toScoreRow } from './score-rows.ts';

const SAMPLE = { id: '1/abstract/0-4', contentHash: 'ff', input: 'gout', answer: '[]' };
const SCORED: IfdResult = {
  kind: 'scored',
  ifd: 0.6065306597126334,
  conditionedAnswerLoss: 0.5,
  directAnswerLoss: 1,
  truncated: true,
  borderMerged: false,
};

test('a row gives back the result it was made of', () => {
  const unscored: IfdResult = { kind: 'unscored', reason: 'one-token-answer' };
  const rows = [toScoreRow(SAMPLE, SCORED), toScoreRow({ ...SAMPLE, contentHash: 'ee' }, unscored)];
  const { resultByHash, faults } = parseScoreRows(rows.map((row) => JSON.stringify(row)).join('\r\n'));
  expect(faults).toEqual([]);
  expect([...resultByHash]).toEqual([
    ['ff', SCORED],
    ['ee', unscored],
  ]);
});

test('what is no score is a fault with its line, and no number is made up for it', () => {
  const text = [
    '{"id": "1", "contentHash": "a", "ifd": 0, "conditionedAnswerLoss": 0, "directAnswerLoss": 0}',
    '{"id": "2", "contentHash": "b", "ifd": null}',
    '{"id": "3", "contentHash": "c", "reason": "who-knows"}',
    '{"id": "4", "ifd": 0.5, "conditionedAnswerLoss": 1, "directAnswerLoss": 1}',
    '',
    '{"id": "5", "contentHa',
  ].join('\n');
  const { resultByHash, faults } = parseScoreRows(text);
  expect(resultByHash.size).toBe(0);
  expect(faults.map((fault) => fault.line)).toEqual([1, 2, 3, 4, 6]);
});
