import { parseIobTag } from './iob-tags.ts';

/** Where the tag stands in a line; the token stands at the other end. */
export type TagColumn = 'last' | 'first';

export const DOCUMENT_START = '-DOCSTART-';

/** Lines looked at; a token file says what it is in fewer. */
const SAMPLE_LINES = 3000;

const TAGGED_SHARE = 0.8;

/** Cells of a line: between tabs if it has one, else between runs of spaces. */
export function splitColumns(line: string): string[] {
  if (!line.includes('\t')) return line.replace(/^ +| +$/gu, '').split(/ +/u);
  const cells = line.split('\t');
  // A tab at the end is common and gives an empty column.
  while (cells.length > 2 && cells[cells.length - 1] === '') cells.pop();
  return cells;
}

/** Which column holds the tags, if the lines look like token columns at all: most lines end (or begin) with a tag. */
export function findTagColumn(lines: readonly string[]): TagColumn | undefined {
  const counts = { lines: 0, last: 0, first: 0 };
  for (const line of lines) {
    if (line.trim() === '' || line.startsWith(DOCUMENT_START)) continue;
    const cells = splitColumns(line);
    counts.lines += 1;
    if (cells.length >= 2 && parseIobTag(cells[cells.length - 1] ?? '')) counts.last += 1;
    if (cells.length >= 2 && parseIobTag(cells[0] ?? '')) counts.first += 1;
    if (counts.lines === SAMPLE_LINES) break;
  }
  const enough = counts.lines * TAGGED_SHARE;
  if (counts.lines === 0 || Math.max(counts.last, counts.first) < enough) return undefined;
  return counts.last >= counts.first ? 'last' : 'first';
}
