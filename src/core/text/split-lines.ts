/**
 * Lines of a text without their ends: LF or CRLF, or CR alone where the text has no LF at all. The last line is left
 * out when it is empty, so a final line break adds no line. Line n of an editor is index n - 1.
 */
export function splitLines(text: string): string[] {
  const lines = text.includes('\n') ? text.split('\n') : text.split('\r');
  if (lines[lines.length - 1] === '') lines.pop();
  // Asked once for the whole text: most files have no CR, and a line each for a million is not made twice then.
  return text.includes('\r') ? lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) : lines;
}

/** What ends the lines of a text; CR before LF belongs to the LF. */
export type LineBreak = '\n' | '\r';

/** LF wherever a text has one. */
export function lineBreakOf(text: string): LineBreak {
  return text.includes('\n') ? '\n' : '\r';
}

/** `[from, to)` of a line in its text, without its break, and its 1-based number. */
export type TakeLine = (from: number, to: number, lineNumber: number) => void;

/**
 * The same lines one at a time and uncut: a million short strings are most of what a line-based file costs.
 *
 * @param lineBreak of the whole text, where this is but a part of it
 * @returns how many there are
 */
export function forEachLine(text: string, take: TakeLine, lineBreak = lineBreakOf(text)): number {
  const hasReturns = lineBreak === '\n' && text.includes('\r');
  let lineNumber = 1;
  let from = 0;
  while (from < text.length) {
    const found = text.indexOf(lineBreak, from);
    const next = found === -1 ? text.length : found;
    const to = hasReturns && next > from && text.charCodeAt(next - 1) === CARRIAGE_RETURN ? next - 1 : next;
    take(from, to, lineNumber);
    lineNumber += 1;
    from = next + 1;
  }
  return lineNumber - 1;
}

const CARRIAGE_RETURN = 13;

/** 1-based number of the first line longer than `maxLength` UTF-16 units; undefined where there is none. */
export function findLongLine(text: string, maxLength: number): number | undefined {
  if (text.length <= maxLength) return undefined;
  const lineBreak = text.includes('\n') ? '\n' : '\r';
  let lineNumber = 1;
  let from = 0;
  while (text.length - from > maxLength) {
    const found = text.indexOf(lineBreak, from);
    if (found === -1 || found - from > maxLength) return lineNumber;
    lineNumber += 1;
    from = found + 1;
  }
  return undefined;
}

/** False for a file that may have been cut off. */
export function endsWithLineBreak(text: string): boolean {
  return text.endsWith('\n') || text.endsWith('\r');
}
