/** Marks, joiners and selectors that belong to the character before them; skin tones follow an emoji. */
const FOLLOWS = /^[\p{M}\u200C\u200D\p{Emoji_Modifier}\u{E0020}-\u{E007F}]/u;
const JOINER = 0x200d;

/**
 * Whether a text may be cut at a UTF-16 offset: not inside a surrogate pair, and not before what belongs to the
 * character in front, such as a combining mark. Offsets outside the text are no borders.
 */
export function isCharacterBorder(text: string, offset: number): boolean {
  if (!Number.isInteger(offset) || offset < 0 || offset > text.length) return false;
  if (offset === 0 || offset === text.length) return true;
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  if (isHigh(before) && isLow(after)) return false;
  if (before === 0x0d && after === 0x0a) return false;
  if (after < 0x80) return true;
  if (before === JOINER && !/^[\p{L}\p{N}]/u.test(text.slice(offset, offset + 2))) return false;
  return !FOLLOWS.test(text.slice(offset, offset + 2));
}

/** The nearest border after `offset` (`step` 1) or before it (`step` -1); the text's own end where there is none. */
export function nextCharacterBorder(text: string, offset: number, step: 1 | -1): number {
  let next = Math.min(Math.max(offset, 0), text.length);
  do next += step;
  while (next > 0 && next < text.length && !isCharacterBorder(text, next));
  return Math.min(Math.max(next, 0), text.length);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
