import { expect, test } from 'vitest';
import { nameMultisetF1, type SampleNames } from './name-multiset-f1.ts';

function sample(id: string, ...names: string[]): SampleNames {
  return { id, entities: names.map((name) => ({ entityType: 'Disease', name })) };
}

test('a name said twice has to be there twice', () => {
  // Two of three predicted are in gold's two plus one other: TP 2, FP 1, FN 0.
  const { micro } = nameMultisetF1([sample('a', 'gout', 'gout')], [sample('a', 'gout', 'gout', 'gout')]);
  expect(micro).toMatchObject({ truePositives: 2, falsePositives: 1, falseNegatives: 0, recall: 1 });
  expect(micro.f1).toBeCloseTo(4 / 5, 12);
});

test('names count within their sample and type, exactly as spelled', () => {
  const gold = [sample('a', 'gout'), sample('b', 'Asthma')];
  const predicted = [sample('b', 'gout', 'asthma'), { id: 'a', entities: [{ entityType: 'Chemical', name: 'gout' }] }];
  expect(nameMultisetF1(gold, predicted).micro).toMatchObject({
    truePositives: 0,
    falsePositives: 3,
    falseNegatives: 2,
  });
});

test('an id that ends in digits does not run into the name', () => {
  expect(nameMultisetF1([sample('a1', '2x')], [sample('a', '12x')]).micro.truePositives).toBe(0);
});

test('nothing on either side is undefined and not zero', () => {
  expect(nameMultisetF1([], []).micro.f1).toBeUndefined();
});
