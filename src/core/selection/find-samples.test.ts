import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findSamples, orderSamples, type SampleFilter, type SampleOrder } from './find-samples.ts';
import { pickRanked } from './pick-ranked.ts';
import { rankSamples } from './ranked-samples.ts';
import { REASON_KINDS } from './reason-kinds.ts';
import { SAMPLE_STATES } from '../samples/sample-state.ts';
import { emptyColumns, OUTCOMES, type SampleColumns, VERDICTS } from './sample-columns.ts';
import type { SelectionOptions } from './selection.ts';

const OPTIONS: SelectionOptions = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 1,
};
const TYPE_SETS = [[], ['Chemical'], ['Disease', 'Chemical']];

const UNANNOTATED = SAMPLE_STATES.indexOf('unannotated');

const row = fc.record({
  length: fc.nat(40),
  typeSet: fc.nat(TYPE_SETS.length - 1),
  ifd: fc.option(fc.integer({ min: 0, max: 12 }).map((tenths) => tenths / 10)),
  verdict: fc.nat(VERDICTS.length - 1),
  rowBytes: fc.constantFrom(100, 8192, 8193),
  /** Somebody says so after the selection is made. */
  isOpen: fc.boolean(),
});

/** Samples as they were when the selection was made, and as they are now. */
const columns = fc.array(row, { maxLength: 30 }).map((rows): { before: SampleColumns; now: SampleColumns } => {
  const made = emptyColumns(rows.length, TYPE_SETS);
  for (const [place, { length, typeSet, ifd, verdict, rowBytes }] of rows.entries()) {
    made.length[place] = length;
    made.typeSet[place] = typeSet;
    made.mentionCount[place] = typeSet;
    made.state[place] = typeSet > 0 ? 1 : 0;
    made.outcome[place] = OUTCOMES.indexOf(ifd === null ? 'one-token-answer' : 'scored');
    made.ifd[place] = ifd ?? Number.NaN;
    made.verdict[place] = verdict;
    made.rowBytes[place] = rowBytes;
  }
  const state = made.state.map((code, place) => (rows[place]?.isOpen === true ? UNANNOTATED : code));
  return { before: made, now: { ...made, state } };
});

const filter: fc.Arbitrary<SampleFilter> = fc.record(
  {
    kind: fc.constantFrom('positive', 'negative'),
    pick: fc.constantFrom('kept', 'dropped'),
    reason: fc.constantFrom(...REASON_KINDS),
    entityType: fc.constantFrom('Chemical', 'Disease', 'Gene'),
    decision: fc.constantFrom(...VERDICTS, 'overruling' as const),
    ifdFrom: fc.constant(0.3),
    ifdTo: fc.constant(0.9),
    lengthFrom: fc.constant(10),
    lengthTo: fc.constant(30),
    unscored: fc.constant(true as const),
    among: fc.array(
      fc.uniqueArray(fc.nat(29)).map((places) => Uint32Array.from(places)),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

const order: fc.Arbitrary<SampleOrder> = fc.record({
  column: fc.constantFrom('position', 'ifd', 'pick', 'mentions', 'length'),
  descending: fc.boolean(),
});

test('finds what a plain reading of the filter finds, in the order of a plain sort', () => {
  fc.assert(
    fc.property(columns, filter, order, ({ before, now: all }, asked, sorted) => {
      const picks = pickRanked(
        rankSamples({ ...all, state: before.state }, () => new Float64Array(all.count)),
        OPTIONS,
      );
      const isOpen = (place: number): boolean => all.state[place] === UNANNOTATED;
      const keptAt = (place: number): boolean => picks.kept[place] === 1 && !isOpen(place);
      const verdictAt = (place: number): string => VERDICTS[all.verdict[place] ?? 0] ?? '';
      const typesAt = (place: number): readonly string[] => TYPE_SETS[all.typeSet[place] ?? 0] ?? [];
      const ifdAt = (place: number): number => all.ifd[place] ?? Number.NaN;
      const lengthAt = (place: number): number => all.length[place] ?? 0;
      const overrules = (place: number): boolean =>
        !isOpen(place) &&
        (all.rowBytes[place] ?? 0) <= 8192 &&
        verdictAt(place) === (keptAt(place) ? 'rejected' : 'approved');
      const fits = (place: number): boolean =>
        (asked.kind === undefined || (!isOpen(place) && (asked.kind === 'positive') === typesAt(place).length > 0)) &&
        (asked.pick === undefined || (asked.pick === 'kept') === keptAt(place)) &&
        (asked.reason === undefined || REASON_KINDS[picks.reason[place] ?? 0] === asked.reason) &&
        (asked.entityType === undefined || typesAt(place).includes(asked.entityType)) &&
        (asked.decision === undefined ||
          (asked.decision === 'overruling' ? overrules(place) : verdictAt(place) === asked.decision)) &&
        (asked.ifdFrom === undefined || ifdAt(place) >= asked.ifdFrom) &&
        (asked.ifdTo === undefined || ifdAt(place) <= asked.ifdTo) &&
        (asked.lengthFrom === undefined || lengthAt(place) >= asked.lengthFrom) &&
        (asked.lengthTo === undefined || lengthAt(place) <= asked.lengthTo) &&
        (asked.unscored === undefined || Number.isNaN(ifdAt(place))) &&
        (asked.among ?? []).every((places) => places.includes(place));
      const valueAt = (place: number): number =>
        ({
          position: place,
          ifd: ifdAt(place),
          pick: picks.kept[place] ?? 0,
          mentions: all.mentionCount[place] ?? 0,
          length: lengthAt(place),
        })[sorted.column];
      const expected = Array.from({ length: all.count }, (_, place) => place)
        .filter(fits)
        .toSorted((one, other) => {
          const [a, b] = [valueAt(one), valueAt(other)];
          if (Number.isNaN(a) || Number.isNaN(b))
            return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || one - other;
          return (sorted.descending ? b - a : a - b) || one - other;
        });
      expect([...findSamples({ columns: all, picks }, asked, orderSamples({ columns: all, picks }, sorted))]).toEqual(
        expected,
      );
    }),
    { numRuns: 400 },
  );
});
