import { expect, test } from 'vitest';
import type { Mention } from '../../corpus/corpus.ts';
import { renderAnswer } from '../../samples/templates.ts';
import { evaluatePredictions } from './evaluate-predictions.ts';
import type { Prediction } from './resolve-predictions.ts';

function sample(id: string, input: string, ...diseases: string[]) {
  const mentions = diseases.map((quote, index): Mention => {
    const start = input.indexOf(quote);
    return { id: `m${index}`, span: { start, end: start + quote.length }, entityType: 'Disease', quote };
  });
  return { id, input, mentions };
}

const SAMPLES = [
  sample('a', 'gout and asthma', 'gout', 'asthma'),
  sample('b', 'Asthma again', 'Asthma'),
  sample('c', 'x'),
];

test('the gold answers themselves are perfect', () => {
  const predictions = SAMPLES.map(({ id, mentions }): Prediction => ({
    kind: 'answer',
    id,
    answer: renderAnswer(mentions),
  }));
  const report = evaluatePredictions(SAMPLES, predictions);
  expect(report.strictSpans.micro).toMatchObject({ truePositives: 3, f1: 1 });
  expect(report.names.micro).toMatchObject({ truePositives: 3, f1: 1 });
});

test('a name in another case is placed, and only the strict place counts it as right', () => {
  const answer = '[{"entity": "Disease", "name": "asthma"}]';
  const report = evaluatePredictions(SAMPLES.slice(1, 2), [{ kind: 'answer', id: 'b', answer }]);
  expect(report.strictSpans.micro.truePositives).toBe(1);
  expect(report.names.micro.truePositives).toBe(0);
});

test('what cannot be counted is listed, and what cannot be placed is wrong', () => {
  const report = evaluatePredictions(SAMPLES, [
    {
      kind: 'answer',
      id: 'a',
      answer: '[{"entity": "Disease", "name": "gout"}, {"entity": "Disease", "name": "flu"}]',
    },
    { kind: 'answer', id: 'a', answer: '[]' },
    { kind: 'answer', id: 'b', answer: '[{"entity": "Disease"' },
    { kind: 'answer', id: 'z', answer: '[]' },
  ]);
  expect(report.unplaced).toEqual([{ id: 'a', entity: 'Disease', name: 'flu' }]);
  expect(report.repeatedIds).toEqual(['a']);
  expect(report.malformed.map(({ id }) => id)).toEqual(['b']);
  expect(report.unknownIds).toEqual(['z']);
  expect(report.missingIds).toEqual(['c']);
  // gout is right, flu is wrong, asthma and Asthma are missed.
  expect(report.strictSpans.micro).toMatchObject({ truePositives: 1, falsePositives: 1, falseNegatives: 2 });
});

test('mentions with places are compared as they are', () => {
  const mentions = [{ span: { start: 0, end: 4 }, entityType: 'Disease' }];
  const report = evaluatePredictions(SAMPLES.slice(0, 1), [{ kind: 'mentions', id: 'a', mentions }]);
  expect(report.strictSpans.micro).toMatchObject({ truePositives: 1, falsePositives: 0, falseNegatives: 1 });
  expect(report.names.micro.truePositives).toBe(1);
});
