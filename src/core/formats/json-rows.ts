import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { endsWithLineBreak, splitLines } from '../text/split-lines.ts';
import type { SourceText } from './format.ts';
import { parseJson } from './json-value.ts';
import { locateJsonError } from './locate-json-error.ts';

export interface JsonRow {
  readonly value: unknown;
  /** Where the row begins; undefined in a JSON array, whose rows have no lines of their own. */
  readonly line: number | undefined;
  /** 1-based: the line, or the place in the array. */
  readonly number: number;
}

/**
 * The rows of a file: the items of one JSON array, one JSON value a line, a single value over several lines, or
 * several values behind one another. Lines that are no JSON are issues; the others stay.
 */
export function readJsonRows({ file, text }: SourceText): { rows: readonly JsonRow[]; issues: DataIssue[] } {
  const whole = parseJson(text);
  if (whole.kind === 'value') return { rows: rowsOf(whole.value), issues: [] };
  const lines = splitLines(text);
  const rows: JsonRow[] = [];
  const issues: DataIssue[] = [];
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue;
    const line = index + 1;
    const parsed = parseJson(content);
    if (parsed.kind === 'value') {
      rows.push({ value: parsed.value, line, number: line });
      continue;
    }
    const { position, isCut } = locateJsonError(content);
    const isLast = line === lines.length && !endsWithLineBreak(text);
    const found = isCut ? `the line ends within "${excerpt(content.slice(-40))}"` : excerpt(content.slice(position));
    const code = isLast && isCut ? 'truncated-file' : 'malformed-json';
    issues.push({ code, severity: 'error', file, line, found, expected: 'one JSON object a line' });
  }
  if (issues.length === 0) return { rows, issues };
  // Values over several lines, each behind the other, as some services write them.
  const concatenated = readConcatenated(text);
  if (concatenated.length > 0) return { rows: concatenated, issues: [] };
  // What is no list of rows at all has one fault, not one a line.
  const isRow = ({ value }: JsonRow): boolean => typeof value === 'object' && value !== null;
  return { rows, issues: rows.some(isRow) ? issues : issues.slice(0, 1) };
}

function rowsOf(value: unknown): readonly JsonRow[] {
  if (!Array.isArray(value)) return [{ value, line: 1, number: 1 }];
  const values: readonly unknown[] = value;
  return values.map((item, index) => ({ value: item, line: undefined, number: index + 1 }));
}

/** Empty unless the whole text is JSON objects with nothing but white space between them. */
function readConcatenated(text: string): readonly JsonRow[] {
  const rows: JsonRow[] = [];
  let depth = 0;
  let start = 0;
  let isString = false;
  let line = 1;
  let startLine = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') line += 1;
    if (isString) {
      if (character === '\\') at += 1;
      else if (character === '"') isString = false;
      continue;
    }
    if (character === '"') isString = true;
    else if (character === '{' || character === '[') {
      if (depth === 0) [start, startLine] = [at, line];
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth < 0) return [];
      if (depth > 0) continue;
      const parsed = parseJson(text.slice(start, at + 1));
      if (parsed.kind === 'not-json') return [];
      rows.push({ value: parsed.value, line: startLine, number: rows.length + 1 });
    } else if (depth === 0 && !/\s|,/u.test(character ?? '')) return [];
  }
  return depth === 0 ? rows : [];
}
