import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickRanked } from './pick-ranked.ts';
import { rankSamples } from './ranked-samples.ts';
import { keepRatioForCutOff, scoreFigures, selectionFigures } from './sample-figures.ts';
import { emptyColumns } from './sample-columns.ts';
import type { SelectionOptions } from './selection.ts';

const OPTIONS: SelectionOptions = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 1,
};
const columnsOf = (rows: readonly (readonly [positive: boolean, ifd: number])[]) => ({
  ...emptyColumns(rows.length, [[]]),
  state: Uint8Array.from(rows, ([positive]) => (positive ? 1 : 0)),
  ifd: Float64Array.from(rows, ([, ifd]) => ifd),
});
const none = Number.NaN;
const rowsOf = fc.array(fc.tuple(fc.boolean(), fc.constantFrom(none, 0.1, 0.2, 0.3, 0.5, 0.9, 1, 1.5)), {
  maxLength: 40,
});
const optionsOf = fc.record({
  ...Object.fromEntries(Object.entries(OPTIONS).map(([key, value]) => [key, fc.constant(value)])),
  strategy: fc.constantFrom('hybrid' as const, 'superfiltering' as const),
  base: fc.constantFrom('all-positives' as const, 'eligible-positives' as const),
});

test('the median, and what reaches the ceiling, are those of the positive samples with an IFD', () => {
  const columns = columnsOf([
    [true, 0.4],
    [false, 5],
    [true, 1],
    [true, none],
    [true, 0.6],
    [true, 2],
  ]);
  const figures = scoreFigures(columns, { ceiling: 1, barCount: 10 });
  expect(figures.medianIfd).toBeCloseTo(0.8);
  expect(figures.atCeiling).toBe(2);
  expect(figures.bars.count).toBe(4);
  expect(scoreFigures(columnsOf([[true, none]]), { ceiling: 1, barCount: 10 }).medianIfd).toBeUndefined();
});

test('the bars hold every ranked sample once, kept ones apart', () => {
  fc.assert(
    fc.property(rowsOf, optionsOf, (rows, changed) => {
      const options = { ...OPTIONS, ...changed };
      const columns = columnsOf(rows);
      const picks = pickRanked(
        rankSamples(columns, () => columns.ifd),
        options,
      );
      const figures = selectionFigures(columns, picks, { ...options, barCount: 7 });
      const shown = rows.filter(([positive, ifd]) => !Number.isNaN(ifd) && (positive || options.strategy !== 'hybrid'));
      expect(figures.bars.count).toBe(shown.length);
      expect(figures.bars.bars.reduce((sum, { kept }) => sum + kept, 0)).toBe(figures.keptCount);
      expect(figures.eligibleCount).toBe(shown.filter(([, ifd]) => ifd < 1).length);
    }),
  );
});

test('a cut-off moved anywhere keeps exactly what lies above it, and one at least', () => {
  fc.assert(
    fc.property(rowsOf, optionsOf, fc.double({ min: 0, max: 2, noNaN: true }), (rows, changed, cutOff) => {
      const options = { ...OPTIONS, ...changed };
      const columns = columnsOf(rows);
      const eligible = rows.filter(([positive, ifd]) => ifd < 1 && (positive || options.strategy !== 'hybrid'));
      if (eligible.length === 0) return;
      const keepRatio = keepRatioForCutOff(columns, options, cutOff);
      const ranked = rankSamples(columns, () => columns.ifd);
      const { kept } = pickRanked(ranked, { ...options, keepRatio });
      const keptCount = rows.filter(([, ifd], place) => !Number.isNaN(ifd) && kept[place] === 1).length;
      const negatives = rows.filter(([positive, ifd]) => !positive && !Number.isNaN(ifd)).length;
      const expected = Math.max(1, eligible.filter(([, ifd]) => ifd >= cutOff).length);
      expect(keptCount - (options.strategy === 'hybrid' ? negatives : 0)).toBe(expected);
    }),
  );
});
