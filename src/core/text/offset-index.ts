/** What a format's offsets count. Graphemes are what a reader takes for one character, an emoji of several parts too. */
export type OffsetUnit = 'code-point' | 'utf-16' | 'utf-8-byte' | 'grapheme';

/** Converts offsets of one text between units. */
export interface OffsetIndex {
  /** Undefined beyond the text and within a character. */
  toUtf16(offset: number, unit: OffsetUnit): number | undefined;
  /** The inverse, for an offset in `[0, text.length]`; within a character it gives the character's own start. */
  fromUtf16(utf16Offset: number, unit: OffsetUnit): number;
}

const SURROGATE = /[\uD800-\uDFFF]/;
const NOT_ASCII = /[^\0-\x7F]/;
/**
 * What may make a grapheme of several units: the two characters of a line's end, and all but letters, signs and symbols
 * of blocks without a mark in them (Latin to Greek and Cyrillic, punctuation, symbols, Han).
 */
const MAY_JOIN =
  /[^\0-\u02FF\u0370-\u0482\u048A-\u052F\u2010-\u2027\u2030-\u205E\u2070-\u20CF\u2100-\u2BFF\u4E00-\u9FFF]|\r\n/;
/** Costs far more to make than to use. */
let segmenter: Intl.Segmenter | undefined;

/** Where the units of a text tell themselves apart from UTF-16. */
const DIFFERS_IN: Readonly<Record<Exclude<OffsetUnit, 'utf-16'>, RegExp>> = {
  'code-point': SURROGATE,
  'utf-8-byte': NOT_ASCII,
  grapheme: MAY_JOIN,
};

/**
 * Linear in the text's length at most, and only once somebody asks in a unit that differs from UTF-16 in this text:
 * code points do so behind characters above U+FFFF, bytes behind any that are not ASCII.
 */
export function createOffsetIndex(text: string): OffsetIndex {
  const tables: Partial<Record<OffsetUnit, UnitTable | 'same'>> = { 'utf-16': 'same' };
  const tableOf = (unit: OffsetUnit): UnitTable | 'same' => {
    const known = tables[unit];
    if (known !== undefined) return known;
    const differs = unit !== 'utf-16' && DIFFERS_IN[unit].test(text);
    return (tables[unit] = differs ? buildTable(text, unit) : 'same');
  };
  return {
    toUtf16: (offset, unit) => {
      const table = tableOf(unit);
      if (table === 'same') return isWithin(offset, text.length) ? offset : undefined;
      const found = table.toUtf16[offset];
      return found === undefined || found < 0 ? undefined : found;
    },
    fromUtf16: (offset, unit) => {
      const table = tableOf(unit);
      if (table === 'same') return offset;
      const found = table.fromUtf16[offset];
      if (found === undefined) throw new RangeError(`offset ${offset} is beyond a text of ${text.length}`);
      return found;
    },
  };
}

interface UnitTable {
  /** -1 within a character. */
  readonly toUtf16: Int32Array;
  readonly fromUtf16: Int32Array;
}

function isWithin(offset: number, length: number): boolean {
  return Number.isInteger(offset) && offset >= 0 && offset <= length;
}

/** The end of the text is an offset too, in both directions. */
function buildTable(text: string, unit: OffsetUnit): UnitTable {
  const fromUtf16 = new Int32Array(text.length + 1);
  let offset = 0;
  const add = (at: number, units: number, by: number): void => {
    fromUtf16.fill(offset, at, at + units);
    offset += by;
  };
  if (unit === 'grapheme') {
    segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
    for (const { segment, index } of segmenter.segment(text)) add(index, segment.length, 1);
  } else {
    for (let at = 0; at < text.length;) {
      const codePoint = text.codePointAt(at) ?? 0;
      const units = codePoint > 0xffff ? 2 : 1;
      add(at, units, unit === 'code-point' ? 1 : utf8Length(codePoint));
      at += units;
    }
  }
  fromUtf16[text.length] = offset;
  const toUtf16 = new Int32Array(offset + 1).fill(-1);
  // Backwards: of the two units of one character the first is its place.
  for (let at = text.length; at >= 0; at -= 1) toUtf16[fromUtf16[at] ?? 0] = at;
  return { toUtf16, fromUtf16 };
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
