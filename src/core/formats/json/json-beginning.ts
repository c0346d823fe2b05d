import { parseJson, type ParsedJson } from './json-value.ts';

const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * What the beginning of a JSON text holds: all that is complete, its lists and objects closed where the text ends.
 * `not-json` where it begins as none, and where one value ends and another follows. Takes time by the text's length,
 * wherever it is cut and however deep it is nested.
 */
export function parseJsonBeginning(text: string): ParsedJson {
  /** What closes each list and object that is open, the outermost first. */
  const closing: string[] = [];
  /** Up to here the text is complete but for `closing`: behind it come only a string, a number, a word or nothing. */
  let end = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      closing.push(code === OPEN_LIST ? ']' : '}');
      end = at + 1;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      closing.pop();
      end = at + 1;
    } else if (code === COMMA) end = at;
    else continue;
    if (closing.length === 0) return parseJson(text);
  }
  return parseJson(text.slice(0, end) + closing.toReversed().join(''));
}

/** @returns where its closing quote is, or the text's length where the text ends first, be it within an escape */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
