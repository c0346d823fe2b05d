/**
 * The name of the element that an XML text begins with, behind its declaration, comments and document type; undefined
 * for a text that begins as no XML. One pass: a text of comments alone takes no longer than any other.
 */
export function rootElementOf(text: string): string | undefined {
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const end = endOfProlog(text, at);
    if (end === undefined) break;
    at = skipSpace(text, end);
  }
  ELEMENT.lastIndex = at;
  return ELEMENT.exec(text)?.[1];
}

const ELEMENT = /<([\w:]+)/uy;

/** @returns where what stands at `at` ends; undefined where it is an element or no XML */
function endOfProlog(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return behind(text, '-->', at + 4);
  return text.startsWith('<?', at) || text.startsWith('<!DOCTYPE', at) ? endOfDeclaration(text, at) : undefined;
}

/** It may hold quotes, and a document type more declarations in brackets, and those comments. */
function endOfDeclaration(text: string, start: number): number {
  let isInBrackets = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") at = behind(text, character, at + 1) - 1;
    else if (text.startsWith('<!--', at)) at = behind(text, '-->', at + 4) - 1;
    else if (character === '[') isInBrackets = true;
    else if (character === ']') isInBrackets = false;
    else if (character === '>' && !isInBrackets) return at + 1;
  }
  return text.length;
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/u.test(text.charAt(at))) at += 1;
  return at;
}
