import { expect, test } from 'vitest';
import type { Mention } from '../corpus/corpus.ts';
import { indexMentions, selectionStatistics } from './selection-statistics.ts';

function mention(entityType: string, quote: string): Mention {
  return { id: quote, span: { start: 0, end: quote.length }, entityType, quote };
}

const SAMPLES = [
  { mentions: [mention('Disease', 'Asthma'), mention('Chemical', 'aspirin')] },
  { mentions: [] },
  { mentions: [mention('Disease', 'asthma'), mention('Disease', 'gout')] },
];

test('names are counted without case and vanish when no kept sample holds them', () => {
  const index = indexMentions(SAMPLES);
  expect(selectionStatistics(index, (sampleIndex) => sampleIndex === 0)).toEqual([
    { entityType: 'Disease', mentions: 3, keptMentions: 1, names: 2, vanishedNames: 1 },
    { entityType: 'Chemical', mentions: 1, keptMentions: 1, names: 1, vanishedNames: 0 },
  ]);
});

test('the same name under two types is two names', () => {
  const index = indexMentions([{ mentions: [mention('Gene', 'CAT'), mention('Chemical', 'CAT')] }]);
  expect(selectionStatistics(index, () => false).map((row) => row.vanishedNames)).toEqual([1, 1]);
});

test('no samples give no rows', () => {
  expect(selectionStatistics(indexMentions([]), () => true)).toEqual([]);
});
