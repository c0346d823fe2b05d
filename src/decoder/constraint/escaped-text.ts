/** A text as it stands inside a JSON string, in UTF-8 bytes, with the places where a name may begin and end. */
export interface EscapedText {
  readonly bytes: Uint8Array;
  /** Byte offsets where a name may begin, ascending. */
  readonly starts: readonly number[];
  /** True where a name may end before this byte offset. */
  readonly isEnd: (byteOffset: number) => boolean;
  /** Largest byte offset where a name may end; 0 where none may. */
  readonly lastEnd: number;
  /** UTF-16 offset in the text of a byte offset that lies between characters. */
  readonly unitAt: (byteOffset: number) => number;
}

const textEncoder = new TextEncoder();
const WORD = /[\p{L}\p{N}\p{M}]/u;
const APOSTROPHE = /['\u2019]/u;
const SPACE = /\s/u;
/** Punctuation that never begins, or never ends, the name of an entity. */
const NEVER_FIRST = new Set('.,;:!?)]}/');
const NEVER_LAST = new Set(',;:([{/');

/**
 * Escapes as `JSON.stringify` does. A word edge is a place that is not between two letters, digits or marks; an
 * apostrophe between two of them belongs to the word ("Parkinson's").
 */
export function escapeText(text: string): EscapedText {
  const characters = [...text];
  const isLetter = (index: number): boolean => WORD.test(characters[index] ?? '');
  const isWord = (index: number): boolean =>
    isLetter(index) || (APOSTROPHE.test(characters[index] ?? '') && isLetter(index - 1) && isLetter(index + 1));
  const chunks: Uint8Array[] = [];
  const starts: number[] = [];
  const ends = new Set<number>();
  const units = new Map<number, number>();
  let byteOffset = 0;
  let unit = 0;
  characters.forEach((character, index) => {
    units.set(byteOffset, unit);
    const isSpace = SPACE.test(character);
    if (!isSpace && !NEVER_FIRST.has(character) && !(isWord(index - 1) && isWord(index))) starts.push(byteOffset);
    const chunk = textEncoder.encode(JSON.stringify(character).slice(1, -1));
    chunks.push(chunk);
    byteOffset += chunk.length;
    unit += character.length;
    if (!isSpace && !NEVER_LAST.has(character) && !(isWord(index) && isWord(index + 1))) ends.add(byteOffset);
  });
  units.set(byteOffset, unit);
  const bytes = new Uint8Array(byteOffset);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  const lastEnd = Math.max(0, ...ends);
  return {
    bytes,
    starts: starts.filter((start) => start < lastEnd),
    isEnd: (at) => ends.has(at),
    lastEnd,
    unitAt: (at) => {
      const known = units.get(at);
      if (known === undefined) throw new Error(`byte ${at} lies inside a character`);
      return known;
    },
  };
}
