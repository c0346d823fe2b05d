import { parseJson, type ParsedJson } from './json-value.ts';

const STRING_OR_MARK = /"(?:[^"\\]+|\\[^])*(?:"|$)|[{}[\],]/gu;

/**
 * What the beginning of a JSON text holds: all that is complete, its lists and objects closed where the text ends.
 * `not-json` where it begins as none, and where one value ends and another follows.
 */
export function parseJsonBeginning(text: string): ParsedJson {
  const closing: string[] = [];
  let cut = { at: 0, closing: '' };
  for (const { 0: mark, index } of text.matchAll(STRING_OR_MARK)) {
    if (mark === '{' || mark === '[') closing.push(mark === '{' ? '}' : ']');
    else if (mark === '}' || mark === ']') closing.pop();
    // What stands before a comma is complete, and so is what was behind the last bracket: nothing.
    if (mark === ',') cut = { at: index, closing: closing.toReversed().join('') };
    else if (mark === '{' || mark === '[') cut = { at: index + 1, closing: closing.toReversed().join('') };
    if (closing.length === 0) return parseJson(text);
  }
  return parseJson(text.slice(0, cut.at) + cut.closing);
}
