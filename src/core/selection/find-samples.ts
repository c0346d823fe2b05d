import { MAX_ROW_BYTES } from '../samples/row-length.ts';
import { isAnnotatedCode, NEGATIVE, POSITIVE, SAMPLE_STATES } from '../samples/sample-state.ts';
import { orderByValue } from '../samples/order-by-value.ts';
import { OUTCOMES, type SampleColumns, VERDICTS } from './sample-columns.ts';
import type { Picks } from './build-picks.ts';
import { type ReasonKind, REASON_KINDS } from './reason-kinds.ts';

/** What samples have to be; all of it has to hold, and what is left out restricts nothing. */
export interface SampleFilter {
  /** `not-annotated` is what `unannotated` (nobody did) and `incomplete` (lost, or asked about in part) are together. */
  readonly kind?: 'positive' | 'negative' | 'not-annotated' | 'unannotated' | 'incomplete';
  /** Why it is not annotated; restricts beside `kind`. */
  readonly gap?: 'unannotated' | 'incomplete';
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

/** Places are indices into the columns. `picks` is the filter's word; undefined while there is no selection. */
export interface FoundIn {
  readonly columns: SampleColumns;
  readonly picks: Picks | undefined;
}

/** Every place that the filter lets through, in the order of `ordered`, which has all of them. */
export function findSamples({ columns, picks }: FoundIn, filter: SampleFilter, ordered: Uint32Array): Uint32Array {
  const isFound = new Uint8Array(columns.count).fill(1);
  for (const test of testsOf(columns, picks, filter)) {
    for (let index = 0; index < isFound.length; index++) {
      if (isFound[index] === 1 && !test(index)) isFound[index] = 0;
    }
  }
  const found = new Uint32Array(columns.count);
  let count = 0;
  for (const index of ordered) if (isFound[index] === 1) found[count++] = index;
  return found.slice(0, count);
}

/** All places in an order; ties stand in corpus order, and samples without an IFD last in both directions. */
export function orderSamples({ columns, picks }: FoundIn, { column, descending }: SampleOrder): Uint32Array {
  if (column === 'position') {
    const places = new Uint32Array(columns.count).map((_, index) => index);
    return descending ? places.reverse() : places;
  }
  const source = { ifd: columns.ifd, pick: picks?.kept, mentions: columns.mentionCount, length: columns.length };
  return orderByValue(new Float64Array(source[column] ?? new Uint8Array(columns.count)), { descending });
}

type Test = (index: number) => boolean;

const UNANNOTATED = SAMPLE_STATES.indexOf('unannotated');

function testsOf(columns: SampleColumns, picks: Picks | undefined, filter: SampleFilter): readonly Test[] {
  const { state, outcome, ifd, verdict, length, typeSet, typeSets } = columns;
  // A selection may name a sample that is not annotated any more.
  const isKept = (index: number): boolean => picks?.kept[index] === 1 && isAnnotatedCode(state[index]);
  const tests: Test[] = [];
  if (filter.outcome !== undefined) {
    const isWanted = filter.outcome === 'kept';
    const goesOut = finallyKept(columns, picks);
    tests.push((index) => goesOut(index) === isWanted);
  }
  const { kind, pick, reason, entityType, decision, ifdFrom, ifdTo, lengthFrom, lengthTo } = filter;
  if (kind !== undefined) tests.push(kindTest(state, kind));
  if (filter.gap !== undefined) tests.push(kindTest(state, filter.gap));
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
    const overrules = overruling(columns, picks);
    tests.push((index) => overrules(index) !== undefined);
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

function kindTest(state: Uint8Array, kind: NonNullable<SampleFilter['kind']>): Test {
  switch (kind) {
    case 'positive':
      return (index) => state[index] === POSITIVE;
    case 'negative':
      return (index) => state[index] === NEGATIVE;
    case 'not-annotated':
      return (index) => !isAnnotatedCode(state[index]);
    case 'unannotated':
      return (index) => state[index] === UNANNOTATED;
    case 'incomplete':
      return (index) => !isAnnotatedCode(state[index]) && state[index] !== UNANNOTATED;
    default:
      return kind satisfies never;
  }
}

/**
 * Whether a sample goes out: a decision overrides the filter, `unsure` leaves its pick as it is. One that is not
 * annotated never does, nor one whose row is over the length limit.
 */
export function finallyKept(
  { verdict, state, rowBytes }: Pick<SampleColumns, 'verdict' | 'state' | 'rowBytes'>,
  picks: Pick<Picks, 'kept'> | undefined,
): Test {
  const [approved, rejected] = [VERDICTS.indexOf('approved'), VERDICTS.indexOf('rejected')];
  return (index) => {
    if (!isAnnotatedCode(state[index]) || (rowBytes[index] ?? 0) > MAX_ROW_BYTES) return false;
    const said = verdict[index];
    return said === approved || (said !== rejected && picks?.kept[index] === 1);
  };
}

/**
 * Whether a decision turns against the filter: `approved` lets out what it drops, `rejected` keeps in what it keeps.
 * Undefined where there is none, and of a sample that does not go out whatever is decided.
 */
export function overruling(
  { verdict, state, rowBytes }: Pick<SampleColumns, 'verdict' | 'state' | 'rowBytes'>,
  picks: Pick<Picks, 'kept'> | undefined,
): (index: number) => 'approved' | 'rejected' | undefined {
  return (index) => {
    if (!isAnnotatedCode(state[index]) || (rowBytes[index] ?? 0) > MAX_ROW_BYTES) return undefined;
    const said = VERDICTS[verdict[index] ?? 0];
    const against = picks?.kept[index] === 1 ? 'rejected' : 'approved';
    return said === against ? against : undefined;
  };
}

/** False of NaN, whatever the bounds. */
function isWithin(values: Float64Array | Uint32Array, from = -Infinity, to = Infinity): Test {
  return (index) => {
    const value = values[index] ?? Number.NaN;
    return value >= from && value <= to;
  };
}
