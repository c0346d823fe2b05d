import type { OffsetUnit } from '../../text/offset-index.ts';
import type { Span } from '../../text/span.ts';
import { isSameLoosely } from './fold-text.ts';
import type { LocatedClaim, OffsetClaim } from './offset-claims.ts';
import { placeByWords } from './place-by-words.ts';
import { findView, VIEW_NAMES, type ViewId } from './text-views.ts';

/** One way to understand a file's offsets: a unit, and a layout that moves an offset to where it should point. */
export interface OffsetReading<Claim extends OffsetClaim> {
  readonly unit: OffsetUnit;
  /** "as written", or what the writer did wrong ("abstract offsets are one too small"). */
  readonly layout: string;
  readonly move: (claim: Claim, offset: number, unit: OffsetUnit) => number;
  /** Added to every end: 1 where the file writes the offset of the last character. 0 by default. */
  readonly endShift?: number;
  /** The text as it was counted, where that was another than the text itself. */
  readonly view?: ViewId;
}

export interface ReadOffsets {
  /** Unit that fits most claims of the file. */
  readonly unit: OffsetUnit;
  /** Same order and length as the claims. */
  readonly located: readonly LocatedClaim[];
  /** How the whole file counts, where that is another text than its own, and how many claims that moves. */
  readonly view?: { readonly id: ViewId; readonly count: number };
  /** Claims whose outer blanks were left out. */
  readonly trimmedCount: number;
}

export interface OffsetRules {
  /** A claim has its place where its offsets point, to the character, or none. */
  readonly isExact?: boolean;
}

export const UNIT_NAMES: Readonly<Record<OffsetUnit, string>> = {
  'code-point': 'characters (code points)',
  'utf-16': 'UTF-16 units',
  'utf-8-byte': 'UTF-8 bytes',
  grapheme: 'characters as they are read (graphemes)',
};

const AS_WRITTEN = { layout: 'as written', move: (_: unknown, offset: number) => offset };

/** What every format's own definition says, and nearly all files keep to. */
export const CODE_POINTS_AS_WRITTEN = { unit: 'code-point', ...AS_WRITTEN } as const;

/** A reading in one more unit, for a format that some tool counts so. */
export function readingIn(unit: OffsetUnit): OffsetReading<OffsetClaim> {
  return { unit, ...AS_WRITTEN };
}

/** Views that any format's text may have had before its writer. */
const VIEWS: readonly ViewId[] = ['line-feeds', 'line-break-pairs', 'entities'];

/**
 * As written in each unit, then each layout and each view of the text in each unit: the order in which readings win
 * ties.
 *
 * @param views besides those that any text may have
 */
export function createReadings<Claim extends OffsetClaim>(
  layouts: readonly Pick<OffsetReading<Claim>, 'layout' | 'move'>[],
  views: readonly ViewId[] = [],
): OffsetReading<Claim>[] {
  const units: OffsetUnit[] = ['code-point', 'utf-16', 'utf-8-byte'];
  const viewed = [...VIEWS, ...views].map((view) => ({ layout: VIEW_NAMES[view], move: AS_WRITTEN.move, view }));
  return [AS_WRITTEN, ...layouts, ...viewed].flatMap((layout) => units.map((unit) => ({ unit, ...layout })));
}

/**
 * Decides per file how its offsets are to be understood by testing every claim against its own text; the reading
 * that fits most claims wins. A claim that does not fit it is repaired only when the other readings that fit agree
 * on one place, or where its words stand at one place only.
 */
export function readOffsets<Claim extends OffsetClaim>(
  claims: readonly Claim[],
  readings: readonly OffsetReading<Claim>[],
  rules: OffsetRules = {},
): ReadOffsets {
  const plain = readPlainly(claims, readings[0], rules);
  if (plain) return plain;
  const allowed = rules.isExact === true ? readings.filter(isAsWritten) : readings;
  return readAs(claims, chooseReading(claims, allowed), { readings: allowed, rules });
}

/**
 * The same for some claims of a file whose other claims all fit the first reading. Undefined where another reading fits
 * more of these: whether it fits more of all of them can be said only with all of them at hand.
 */
export function readRemainingOffsets<Claim extends OffsetClaim>(
  claims: readonly Claim[],
  readings: readonly OffsetReading<Claim>[],
  rules: OffsetRules = {},
): ReadOffsets | undefined {
  const [first] = readings;
  const allowed = rules.isExact === true ? readings.filter(isAsWritten) : readings;
  if (first === undefined || chooseReading(claims, allowed) !== first) return undefined;
  return readAs(claims, first, { readings: allowed, rules });
}

function isAsWritten({ layout, endShift = 0 }: { readonly layout: string; readonly endShift?: number }): boolean {
  return layout === AS_WRITTEN.layout && endShift === 0;
}

function readAs<Claim extends OffsetClaim>(
  claims: readonly Claim[],
  chosen: OffsetReading<Claim>,
  { readings, rules }: { readonly readings: readonly OffsetReading<Claim>[]; readonly rules: OffsetRules },
): ReadOffsets {
  let movedCount = 0;
  const atOffsets = claims.map((claim): LocatedClaim => {
    const spans = locate(claim, chosen);
    if (spans && fits(claim, spans)) {
      const written = locate(claim, { unit: chosen.unit, ...AS_WRITTEN });
      if (keyOf(written ?? []) === keyOf(spans)) return { kind: 'found', spans };
      if (chosen.view === undefined) return { kind: 'repaired', spans, how: chosen.layout };
      // Said once for the file.
      movedCount += 1;
      return { kind: 'found', spans };
    }
    if (rules.isExact === true) return spans ? { kind: 'mismatch', spans } : { kind: 'out-of-range' };
    if (spans && fitsOnOneLine(claim, spans)) return { kind: 'repaired', spans, how: BREAKS_AS_BLANKS };
    return repair(claim, chosen, readings) ?? (spans ? { kind: 'mismatch', spans } : { kind: 'out-of-range' });
  });
  const placed = rules.isExact === true ? atOffsets : placeByWords(claims, atOffsets);
  const { located, trimmedCount } = trimAll(claims, placed, rules);
  const { unit, view } = chosen;
  return { unit, located, trimmedCount, ...(view && movedCount > 0 && { view: { id: view, count: movedCount } }) };
}

/** The common case in one pass: every claim fits as it is written. Undefined as soon as one does not. */
function readPlainly<Claim extends OffsetClaim>(
  claims: readonly Claim[],
  reading: OffsetReading<Claim> | undefined,
  rules: OffsetRules,
): ReadOffsets | undefined {
  if (reading === undefined || !isAsWritten(reading)) return undefined;
  const found: LocatedClaim[] = [];
  for (const claim of claims) {
    const spans = locateExactly(claim, reading);
    if (!spans) return undefined;
    found.push({ kind: 'found', spans });
  }
  const { located, trimmedCount } = trimAll(claims, found, rules);
  return { unit: reading.unit, located, trimmedCount };
}

/** White space around a mention is no part of it. */
function trimAll(
  claims: readonly OffsetClaim[],
  places: readonly LocatedClaim[],
  { isExact = false }: OffsetRules,
): Pick<ReadOffsets, 'located' | 'trimmedCount'> {
  if (isExact) return { located: places, trimmedCount: 0 };
  let trimmedCount = 0;
  const located = places.map((place, index): LocatedClaim => {
    const claim = claims[index];
    if (claim === undefined || (place.kind !== 'found' && place.kind !== 'repaired')) return place;
    if (!hasOuterBlank(claim.text, place.spans)) return place;
    const spans = trimSpans(claim.text, place.spans);
    if (spans.length === 0) return { kind: 'blank' };
    trimmedCount += 1;
    return { ...place, spans };
  });
  return { located, trimmedCount };
}

/** Whether the first or the last character of a place is white space. */
export function hasOuterBlank(text: string, spans: readonly Span[]): boolean {
  const { start, end } = hullOf(spans);
  return isBlank(text, start) || isBlank(text, end - 1);
}

function isBlank(text: string, at: number): boolean {
  return /\s/u.test(text[at] ?? '');
}

/** Without the blanks at both ends, and without pieces of blanks only there. */
function trimSpans(text: string, spans: readonly Span[]): readonly Span[] {
  const hasWords = ({ start, end }: Span): boolean => text.slice(start, end).trim() !== '';
  const first = spans.findIndex(hasWords);
  if (first === -1) return [];
  const kept = spans.slice(first, spans.findLastIndex(hasWords) + 1);
  return kept.map((span, index) => {
    const trimmed = trimSpan(text, span);
    return {
      start: index === 0 ? trimmed.start : span.start,
      end: index === kept.length - 1 ? trimmed.end : span.end,
    };
  });
}

/** Where a reading finds the very words of a claim; undefined where others stand there. */
export function locateExactly<Claim extends OffsetClaim>(
  claim: Claim,
  reading: OffsetReading<Claim>,
): readonly Span[] | undefined {
  const spans = locate(claim, reading);
  return spans && fits(claim, spans) ? spans : undefined;
}

/** The text of the pieces joined by one space: a mention's quote. */
export function joinPieces(text: string, spans: readonly Span[]): string {
  const [first] = spans;
  if (first !== undefined && spans.length === 1) return text.slice(first.start, first.end);
  return spans.map(({ start, end }) => text.slice(start, end)).join(' ');
}

/** The span from the first piece's start to the last one's end. */
export function hullOf(spans: readonly Span[]): Span {
  const [first] = spans;
  if (first !== undefined && spans.length === 1) return first;
  return { start: first?.start ?? 0, end: spans.reduce((end, span) => Math.max(end, span.end), 0) };
}

function chooseReading<Claim extends OffsetClaim>(
  claims: readonly Claim[],
  readings: readonly OffsetReading<Claim>[],
): OffsetReading<Claim> {
  let best = readings[0];
  if (!best) throw new Error('readOffsets needs at least one reading');
  let bestCount = -1;
  for (const reading of readings) {
    const count = claims.reduce((sum, claim) => {
      const spans = locate(claim, reading);
      // A quote with its breaks written as blanks is as good a witness: another unit must not win by a blank elsewhere.
      return spans && (fits(claim, spans) || fitsOnOneLine(claim, spans)) ? sum + 1 : sum;
    }, 0);
    if (count > bestCount) [best, bestCount] = [reading, count];
    if (count === claims.length) break;
  }
  return best;
}

function repair<Claim extends OffsetClaim>(
  claim: Claim,
  chosen: OffsetReading<Claim>,
  readings: readonly OffsetReading<Claim>[],
): LocatedClaim | undefined {
  // Every place fits a claim that names no words.
  if (claim.quote === '') return undefined;
  const places = new Map<string, LocatedClaim>();
  for (const reading of readings) {
    const spans = locate(claim, reading);
    if (!spans || !fits(claim, spans)) continue;
    const how = isAsWritten(reading) ? `offsets counted in ${UNIT_NAMES[reading.unit]}` : reading.layout;
    const key = keyOf(spans);
    if (!places.has(key)) places.set(key, { kind: 'repaired', spans, how });
  }
  if (places.size > 0) return places.size === 1 ? places.values().next().value : undefined;

  // Line breaks that a format of lines has to write as blanks: the place is right to the character.
  for (const reading of readings) {
    const spans = locate(claim, reading);
    if (spans && fitsOnOneLine(claim, spans)) return { kind: 'repaired', spans, how: BREAKS_AS_BLANKS };
  }
  // White space that a writer added, dropped or folded: the place is right, the quote is not.
  for (const reading of readings) {
    const spans = locate(claim, reading);
    const [span] = spans ?? [];
    if (!span || spans?.length !== 1) continue;
    const standing = claim.text.slice(span.start, span.end);
    if (standing.trim() === '' || foldSpace(standing) !== foldSpace(claim.quote)) continue;
    return { kind: 'repaired', spans: [trimSpan(claim.text, span)], how: 'white space differs' };
  }
  // Words that a writer spells in its own way: the place is right as the file counts, the quote is not.
  for (const reading of [chosen, ...readings.filter(isAsWritten)]) {
    const spans = locate(claim, reading);
    if (spans && isSameLoosely(joinPieces(claim.text, spans), claim.quote)) {
      return { kind: 'repaired', spans, how: 'the file spells it otherwise', isSure: true };
    }
  }
  return undefined;
}

/** Undefined where a piece lies outside the text, or two of them lie in one another or in another order than the text. */
export function locate<Claim extends OffsetClaim>(
  claim: Claim,
  reading: OffsetReading<Claim>,
): readonly Span[] | undefined {
  if (claim.pieces.length > 1 && !areInOrder(claim.pieces)) return undefined;
  const { unit, move, layout, endShift = 0 } = reading;
  if (
    layout === AS_WRITTEN.layout &&
    endShift === 0 &&
    claim.pieces.length > 0 &&
    claim.pieces.every((piece) => isSame(claim, piece, unit))
  ) {
    return claim.pieces;
  }
  const spans: Span[] = [];
  const view = reading.view === undefined ? undefined : findView(claim, reading.view);
  const { index } = view ?? claim;
  for (const piece of claim.pieces) {
    const start = index.toUtf16(move(claim, piece.start, unit), unit);
    // The last character is moved, not the end: an end right behind the title belongs to the title.
    const end = index.toUtf16(move(claim, piece.end - 1, unit) + 1 + endShift, unit);
    if (start === undefined || end === undefined || start >= end) return undefined;
    const span = view === undefined ? { start, end } : view.toText({ start, end });
    if (span.start >= span.end) return undefined;
    spans.push(span);
  }
  return spans.length === 0 ? undefined : spans;
}

function areInOrder(pieces: readonly Span[]): boolean {
  return pieces.every(({ start }, index) => start >= (pieces[index - 1]?.end ?? start));
}

/** In most texts most offsets are the same in every unit: the file's own spans will do, and none need be made. */
function isSame({ index }: OffsetClaim, { start, end }: Span, unit: OffsetUnit): boolean {
  return start < end && index.toUtf16(start, unit) === start && index.toUtf16(end, unit) === end;
}

function fits(claim: OffsetClaim, spans: readonly Span[]): boolean {
  const { quote, text } = claim;
  if (quote === '') return true;
  const [first] = spans;
  if (first && spans.length === 1) {
    // Comparing lengths first keeps the many misses of a wrong reading cheap.
    return first.end - first.start === quote.length && text.startsWith(quote, first.start);
  }
  const hull = hullOf(spans);
  const pieces = joinPieces(text, spans);
  // Old versions of brat joined fragments without a blank.
  return (
    pieces === quote ||
    text.slice(hull.start, hull.end) === quote ||
    spans.map(({ start, end }) => text.slice(start, end)).join('') === quote
  );
}

const BREAKS_AS_BLANKS = 'line breaks are written as blanks';

function fitsOnOneLine({ text, quote }: OffsetClaim, spans: readonly Span[]): boolean {
  return onOneLine(joinPieces(text, spans)) === onOneLine(quote);
}

function keyOf(spans: readonly Span[]): string {
  return spans.map(({ start, end }) => `${start}-${end}`).join();
}

function onOneLine(text: string): string {
  return text.replace(/[\t\r\n\u0085\u2028\u2029]/gu, ' ');
}

function foldSpace(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function trimSpan(text: string, span: Span): Span {
  const quote = text.slice(span.start, span.end);
  const start = span.start + (quote.length - quote.trimStart().length);
  return { start, end: start + quote.trim().length };
}
