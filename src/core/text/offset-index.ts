/** What a format's offsets count. */
export type OffsetUnit = 'code-point' | 'utf-16' | 'utf-8-byte';

/** Converts offsets of one text between units. */
export interface OffsetIndex {
  /** Undefined beyond the text and within a character. */
  toUtf16(offset: number, unit: OffsetUnit): number | undefined;
  /** The inverse, for an offset in `[0, text.length]`; within a character it gives the character's own start. */
  fromUtf16(utf16Offset: number, unit: OffsetUnit): number;
}

const ASCII_ONLY = /^[\p{ASCII}]*$/u;

/** Linear in the text's length, once; every conversion after that is a look-up. ASCII costs nothing. */
export function createOffsetIndex(text: string): OffsetIndex {
  if (ASCII_ONLY.test(text)) {
    return {
      toUtf16: (offset) => (isWithin(offset, text.length) ? offset : undefined),
      fromUtf16: (offset) => offset,
    };
  }
  const tables = buildTables(text);
  return {
    toUtf16: (offset, unit) => {
      if (unit === 'utf-16') return isWithin(offset, text.length) ? offset : undefined;
      const table = unit === 'code-point' ? tables.codePointToUtf16 : tables.byteToUtf16;
      const found = table[offset];
      return found === undefined || found < 0 ? undefined : found;
    },
    fromUtf16: (offset, unit) => {
      if (unit === 'utf-16') return offset;
      const table = unit === 'code-point' ? tables.utf16ToCodePoint : tables.utf16ToByte;
      const found = table[offset];
      if (found === undefined) throw new RangeError(`offset ${offset} is beyond a text of ${text.length}`);
      return found;
    },
  };
}

function isWithin(offset: number, length: number): boolean {
  return Number.isInteger(offset) && offset >= 0 && offset <= length;
}

function buildTables(text: string) {
  const codePointToUtf16: number[] = [];
  const byteToUtf16: number[] = [];
  const utf16ToCodePoint: number[] = [];
  const utf16ToByte: number[] = [];
  let at = 0;
  const pushCharacter = (length: number, byteCount: number) => {
    for (let unit = 0; unit < length; unit += 1) {
      utf16ToCodePoint.push(codePointToUtf16.length);
      utf16ToByte.push(byteToUtf16.length);
    }
    codePointToUtf16.push(at);
    byteToUtf16.push(at);
    for (let byte = 1; byte < byteCount; byte += 1) byteToUtf16.push(-1);
    at += length;
  };
  for (const character of text) pushCharacter(character.length, utf8Length(character));
  // The end of the text is an offset too.
  pushCharacter(1, 1);
  return { codePointToUtf16, byteToUtf16, utf16ToCodePoint, utf16ToByte };
}

function utf8Length(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
