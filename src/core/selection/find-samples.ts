import { orderByValue } from '../samples/order-by-value.ts';
import { OUTCOMES, type SampleColumns, VERDICTS } from './sample-columns.ts';
import { type Picks, type ReasonKind, REASON_KINDS } from './pick-ranked.ts';

/** What samples have to be; all of it has to hold, and what is left out restricts nothing. */
export interface SampleFilter {
  readonly kind?: 'positive' | 'negative';
  readonly pick?: 'kept' | 'dropped';
  /** What goes out once decisions override the filter. */
  readonly outcome?: 'kept' | 'dropped';
  readonly reason?: ReasonKind;
  /** At least one mention of the type. */
  readonly entityType?: string;
  /** `overruling`: approved though the filter drops, or rejected though it keeps. */
  readonly decision?: (typeof VERDICTS)[number] | 'overruling';
  /** Both bounds belong to it; samples without an IFD are outside of every band. */
  readonly ifdFrom?: number;
  readonly ifdTo?: number;
  /** UTF-16 units of the input; both bounds belong to it. */
  readonly lengthFrom?: number;
  readonly lengthTo?: number;
  /** No IFD, for whatever reason. */
  readonly unscored?: true;
  /** Only these, by place in the corpus; each list restricts further. */
  readonly among?: readonly Uint32Array[];
}

export interface SampleOrder {
  readonly column: 'position' | 'ifd' | 'pick' | 'mentions' | 'length';
  readonly descending: boolean;
}

/**
 * Places (indices into the columns) of the samples that the filter lets through, in the order asked for; ties stand in
 * corpus order, and samples without an IFD last in both directions. `picks` is the filter's word; undefined while
 * there is no selection.
 */
export function findSamples(
  columns: SampleColumns,
  picks: Picks | undefined,
  { filter, order }: { readonly filter: SampleFilter; readonly order: SampleOrder },
): Uint32Array {
  let { count } = columns;
  const found = new Uint32Array(count);
  for (let index = 0; index < count; index++) found[index] = index;
  for (const test of testsOf(columns, picks, filter)) {
    let left = 0;
    for (let place = 0; place < count; place++) {
      const index = found[place] ?? 0;
      if (test(index)) found[left++] = index;
    }
    count = left;
  }
  return inOrder(found.subarray(0, count), order, { columns, picks });
}

type Test = (index: number) => boolean;

function testsOf(columns: SampleColumns, picks: Picks | undefined, filter: SampleFilter): readonly Test[] {
  const { positive, outcome, ifd, verdict, length, typeSet, typeSets } = columns;
  const isKept = (index: number): boolean => picks?.kept[index] === 1;
  const tests: Test[] = [];
  if (filter.outcome !== undefined) {
    const isWanted = filter.outcome === 'kept';
    const goesOut = finallyKept(columns, picks);
    tests.push((index) => goesOut(index) === isWanted);
  }
  const { kind, pick, reason, entityType, decision, ifdFrom, ifdTo, lengthFrom, lengthTo } = filter;
  if (kind !== undefined) tests.push((index) => (positive[index] === 1) === (kind === 'positive'));
  if (pick !== undefined) tests.push((index) => isKept(index) === (pick === 'kept'));
  if (reason !== undefined) {
    const code = REASON_KINDS.indexOf(reason);
    tests.push((index) => picks?.reason[index] === code);
  }
  if (entityType !== undefined) {
    const holds = Uint8Array.from(typeSets, (types) => (types.includes(entityType) ? 1 : 0));
    tests.push((index) => holds[typeSet[index] ?? 0] === 1);
  }
  if (decision === 'overruling') {
    const [approved, rejected] = [VERDICTS.indexOf('approved'), VERDICTS.indexOf('rejected')];
    tests.push((index) => verdict[index] === (isKept(index) ? rejected : approved));
  } else if (decision !== undefined) {
    const code = VERDICTS.indexOf(decision);
    tests.push((index) => verdict[index] === code);
  }
  if (ifdFrom !== undefined || ifdTo !== undefined) tests.push(isWithin(ifd, ifdFrom, ifdTo));
  if (lengthFrom !== undefined || lengthTo !== undefined) tests.push(isWithin(length, lengthFrom, lengthTo));
  if (filter.unscored === true) {
    const scored = OUTCOMES.indexOf('scored');
    tests.push((index) => outcome[index] !== scored);
  }
  for (const places of filter.among ?? []) {
    const isAmong = new Uint8Array(columns.count);
    for (const place of places) isAmong[place] = 1;
    tests.push((index) => isAmong[index] === 1);
  }
  return tests;
}

/** Whether a sample goes out: a decision overrides the filter, `unsure` leaves its pick as it is. */
export function finallyKept({ verdict }: Pick<SampleColumns, 'verdict'>, picks: Picks | undefined): Test {
  const [approved, rejected] = [VERDICTS.indexOf('approved'), VERDICTS.indexOf('rejected')];
  return (index) => {
    if (picks === undefined) return false;
    const said = verdict[index];
    return said === approved || (said !== rejected && picks.kept[index] === 1);
  };
}

/** False of NaN, whatever the bounds. */
function isWithin(values: Float64Array | Uint32Array, from = -Infinity, to = Infinity): Test {
  return (index) => {
    const value = values[index] ?? Number.NaN;
    return value >= from && value <= to;
  };
}

function inOrder(
  found: Uint32Array,
  { column, descending }: SampleOrder,
  { columns, picks }: { readonly columns: SampleColumns; readonly picks: Picks | undefined },
): Uint32Array {
  if (column === 'position') return descending ? found.slice().reverse() : found.slice();
  const source = { ifd: columns.ifd, pick: picks?.kept, mentions: columns.mentionCount, length: columns.length }[
    column
  ];
  const values = Float64Array.from(found, (index) => source?.[index] ?? 0);
  return orderByValue(values, { descending }).map((place) => found[place] ?? 0);
}
