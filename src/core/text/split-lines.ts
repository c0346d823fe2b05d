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

/** False for a file that may have been cut off. */
export function endsWithLineBreak(text: string): boolean {
  return text.endsWith('\n') || text.endsWith('\r');
}
