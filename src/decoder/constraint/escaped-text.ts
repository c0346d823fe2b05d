/** Where a name may begin and end: between words (see `escapeText`), or between any two characters. */
export type NameEdges = 'word' | 'any';

export interface EscapeOptions {
  readonly edges: NameEdges;
  /** False for characters that the vocabulary has no tokens for: no name can hold them. */
  readonly canSpell?: (escapedCharacter: Uint8Array) => boolean;
}

/** A text as it stands inside a JSON string, in UTF-8 bytes, with the places where a name may begin and end. */
export interface EscapedText {
  readonly bytes: Uint8Array;
  /** Byte offsets where a name may begin and still end somewhere, ascending. */
  readonly starts: readonly number[];
  /** Byte offsets where a name may end, ascending. */
  readonly ends: readonly number[];
  /** True where a name may end before this byte offset. */
  readonly isEnd: (byteOffset: number) => boolean;
  /** Largest offset where a name that is written up to `byteOffset` may end; -1 where it cannot. */
  readonly lastEnd: (byteOffset: number) => number;
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

/** The bytes of a text inside a JSON string, escaped as `JSON.stringify` does. */
function escapedBytes(text: string): Uint8Array {
  return textEncoder.encode(JSON.stringify(text).slice(1, -1));
}

/**
 * A text to take names from. A word edge is a place that is not between two letters, digits or marks; an apostrophe
 * between two of them belongs to the word ("Parkinson's"); white space and punctuation that never belongs to a name stay
 * outside. With `any`, each place between two characters (code points) is an edge.
 */
export function escapeText(text: string, { edges, canSpell = () => true }: EscapeOptions): EscapedText {
  const characters = [...text];
  const edgeRules = edges === 'any' ? ANY_EDGES : wordEdges(characters);
  const known = new Map<string, { readonly chunk: Uint8Array; readonly isBarrier: boolean }>();
  const escaped = characters.map((character) => {
    const found = known.get(character);
    if (found !== undefined) return found;
    const chunk = escapedBytes(character);
    const made = { chunk, isBarrier: !canSpell(chunk) };
    known.set(character, made);
    return made;
  });
  const length = escaped.reduce((sum, { chunk }) => sum + chunk.length, 0);
  const bytes = new Uint8Array(length);
  const starts: number[] = [];
  const ends: number[] = [];
  const isEnd = new Uint8Array(length + 1);
  const units = new Map<number, number>();
  /** Offsets in front of a character that no name can hold. */
  const barriers = new Uint8Array(length + 1);
  let offset = 0;
  let unit = 0;
  escaped.forEach(({ chunk, isBarrier }, index) => {
    units.set(offset, unit);
    if (isBarrier) barriers[offset] = 1;
    else if (edgeRules.canStart(index)) starts.push(offset);
    bytes.set(chunk, offset);
    offset += chunk.length;
    unit += characters[index]?.length ?? 0;
    if (isBarrier || !edgeRules.canEnd(index)) return;
    isEnd[offset] = 1;
    ends.push(offset);
  });
  units.set(offset, unit);
  const reach = new Int32Array(length + 1).fill(-1);
  for (let at = length; at >= 0; at -= 1) {
    const beyond = at < length && barriers[at] === 0 ? (reach[at + 1] ?? -1) : -1;
    reach[at] = Math.max(beyond, isEnd[at] === 1 ? at : -1);
  }
  return {
    bytes,
    starts: starts.filter((start) => (reach[start + 1] ?? -1) > start),
    ends,
    isEnd: (at) => isEnd[at] === 1,
    lastEnd: (at) => reach[at] ?? -1,
    unitAt: (at) => {
      const known = units.get(at);
      if (known === undefined) throw new Error(`byte ${at} lies inside a character`);
      return known;
    },
  };
}

interface EdgeRules {
  /** Whether a name may begin with, or end with, the character of this index. */
  readonly canStart: (index: number) => boolean;
  readonly canEnd: (index: number) => boolean;
}

const ANY_EDGES: EdgeRules = { canStart: () => true, canEnd: () => true };

function wordEdges(characters: readonly string[]): EdgeRules {
  const at = (index: number): string => characters[index] ?? '';
  const isLetter = (index: number): boolean => WORD.test(at(index));
  const isWord = (index: number): boolean =>
    isLetter(index) || (APOSTROPHE.test(at(index)) && isLetter(index - 1) && isLetter(index + 1));
  const isSpace = (index: number): boolean => SPACE.test(at(index));
  return {
    canStart: (index) => !isSpace(index) && !NEVER_FIRST.has(at(index)) && !(isWord(index - 1) && isWord(index)),
    canEnd: (index) => !isSpace(index) && !NEVER_LAST.has(at(index)) && !(isWord(index) && isWord(index + 1)),
  };
}
