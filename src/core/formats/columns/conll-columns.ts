import { splitLines } from '../../text/split-lines.ts';
import { parseIobTag } from './iob-tags.ts';

/** Where the tag stands in a line; the token stands at the other end. */
export type TagColumn = 'last' | 'first';

export const DOCUMENT_START = '-DOCSTART-';

/** Lines looked at; a token file says what it is in fewer. */
const SAMPLE_LINES = 3000;

/** Room for more than that many lines of tokens. */
const SAMPLE_CHARACTERS = 1_000_000;

const TAGGED_SHARE = 0.8;

/** Spaces alone: any other blank is part of a token. */
function withoutEdgeSpaces(line: string): string {
  let [start, end] = [0, line.length];
  while (line[start] === ' ') start += 1;
  while (end > start && line[end - 1] === ' ') end -= 1;
  return line.slice(start, end);
}

/** Cells of a line: between tabs if it has one, else between runs of spaces. */
function splitColumns(line: string): string[] {
  if (!line.includes('\t')) return withoutEdgeSpaces(line).split(/ +/u);
  const cells = line.split('\t');
  // A tab at the end is common and gives an empty column.
  while (cells.length > 2 && cells[cells.length - 1] === '') cells.pop();
  return cells;
}

/** The first and the last of a line's cells, the second undefined where there is but one; makes no list of them. */
export function edgeColumns(line: string): { readonly first: string; readonly last: string | undefined } {
  const tab = line.indexOf('\t');
  // Tabs at the end, and spaces in their place, are rare enough to be looked at cell by cell.
  if (tab === -1 || line.endsWith('\t')) {
    const cells = splitColumns(line);
    return { first: cells[0] ?? '', last: cells.length < 2 ? undefined : cells[cells.length - 1] };
  }
  return { first: line.slice(0, tab), last: line.slice(line.lastIndexOf('\t') + 1) };
}

/** Finds the column of tags. Undefined unless most lines end (or begin) with a tag. */
export function findTagColumn(text: string): TagColumn | undefined {
  const counts = { lines: 0, last: 0, first: 0 };
  for (const line of splitLines(text.slice(0, SAMPLE_CHARACTERS))) {
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
