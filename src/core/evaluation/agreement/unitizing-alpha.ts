import type { Span } from '../../text/span.ts';
import { agreementOf, type AgreementValue, NO_VARIATION, NOTHING_TO_COMPARE } from './agreement-value.ts';

/** Disagreement of two observers about the units of one category on one continuum. */
export interface UnitizingDisagreement {
  readonly observed: number;
  readonly expected: number;
}

interface Section extends Span {
  readonly isUnit: boolean;
}

/**
 * Observed and expected disagreement of the unitizing alpha for one category (Krippendorff 2004, Content Analysis,
 * section 11.6). Two units that intersect differ by the squares of the distances between their starts and between
 * their ends; a unit inside a gap of the other observer differs by the square of its length; all else is no difference.
 *
 * @param one,other units of each observer, in any order and apart from each other (see `apartSpans`), inside
 *   [0, length).
 * @param length of the continuum, in the unit of the spans; positive.
 */
export function unitizingDisagreement(
  one: readonly Span[],
  other: readonly Span[],
  length: number,
): UnitizingDisagreement {
  const both = [sectionsOf(one, length), sectionsOf(other, length)] as const;
  return {
    observed: observedSquares(both[0], both[1]) / length ** 2,
    expected: expectedDisagreement(both.flat(), length),
  };
}

/** 1 − Σ observed / Σ expected over the categories given; of one category, its own alpha. */
export function unitizingAlpha(disagreements: readonly UnitizingDisagreement[]): AgreementValue {
  if (disagreements.length === 0) return NOTHING_TO_COMPARE;
  let observed = 0;
  let expected = 0;
  for (const each of disagreements) {
    observed += each.observed;
    expected += each.expected;
  }
  return expected === 0 ? NO_VARIATION : agreementOf(1 - observed / expected);
}

/** Spans in order, those that overlap united: of nested mentions of one category only the outer one is a unit. */
export function apartSpans(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = apart.at(-1);
    if (last === undefined || last.end <= span.start) apart.push(span);
    else if (span.end > last.end) apart[apart.length - 1] = { start: last.start, end: span.end };
  }
  return apart;
}

/** Units and the gaps between them, from the first character of the continuum to its last. */
function sectionsOf(units: readonly Span[], length: number): Section[] {
  const sections: Section[] = [];
  let end = 0;
  const closeGap = (until: number): void => {
    if (end < until) sections.push({ start: end, end: until, isUnit: false });
  };
  for (const unit of units.toSorted((a, b) => a.start - b.start)) {
    closeGap(unit.start);
    sections.push({ start: unit.start, end: unit.end, isUnit: true });
    ({ end } = unit);
  }
  closeGap(length);
  return sections;
}

function observedSquares(one: readonly Section[], other: readonly Section[]): number {
  let sum = 0;
  let first = 0;
  for (const section of one) {
    while ((other[first]?.end ?? Infinity) <= section.start) first += 1;
    for (let at = first; (other[at]?.start ?? Infinity) < section.end; at += 1) {
      const opposite = other[at];
      if (opposite !== undefined) sum += difference(section, opposite);
    }
  }
  return sum;
}

/** Of two sections that intersect. */
function difference(one: Section, other: Section): number {
  if (one.isUnit && other.isUnit) return (one.start - other.start) ** 2 + (one.end - other.end) ** 2;
  if (one.isUnit) return isWithin(one, other) ? (one.end - one.start) ** 2 : 0;
  return other.isUnit && isWithin(other, one) ? (other.end - other.start) ** 2 : 0;
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** @param sections of both observers */
function expectedDisagreement(sections: readonly Section[], length: number): number {
  const observerCount = 2;
  const lengthOf = ({ start, end }: Span): number => end - start;
  const units = sections.filter(({ isUnit }) => isUnit).map(lengthOf);
  const gaps = sections
    .filter(({ isUnit }) => !isUnit)
    .map(lengthOf)
    .toSorted((a, b) => b - a);
  let chances = observerCount * length * (observerCount * length - 1);
  let sum = 0;
  // Gaps at least as long as the unit at hand: units from the longest on take ever more of them in.
  let gapCount = 0;
  let gapLength = 0;
  for (const unit of units.toSorted((a, b) => b - a)) {
    for (let gap = gaps[gapCount]; gap !== undefined && gap >= unit; gap = gaps[gapCount]) {
      gapCount += 1;
      gapLength += gap;
    }
    const amongUnits = ((units.length - 1) / 3) * (2 * unit ** 3 - 3 * unit ** 2 + unit);
    sum += amongUnits + unit ** 2 * (gapLength - gapCount * (unit - 1));
    chances -= unit * (unit - 1);
  }
  return ((2 / length) * sum) / chances;
}
