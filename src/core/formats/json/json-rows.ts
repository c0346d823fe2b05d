import type { SourceText } from '../common/format.ts';
import { createJsonLines } from './json-lines.ts';
import { isRow, type JsonRow, type JsonRows } from '../common/json-row.ts';
import { parseJson } from './json-value.ts';

/**
 * The rows of a file: the items of one JSON array, one JSON value a line, a single value over several lines, or
 * several values behind one another. Lines that are no JSON are issues; the others stay.
 */
export function readJsonRows({ file, text, rows: given }: SourceText): JsonRows {
  if (given !== undefined) return { rows: given.rows, issues: [...given.issues] };
  const whole = parseJson(text);
  if (whole.kind === 'value') return { rows: rowsOf(whole.value), issues: [] };
  const rows: JsonRow[] = [];
  const lines = createJsonLines(file, (row) => rows.push(row));
  lines.take(text);
  const issues = [...lines.finish()];
  if (issues.length === 0) return { rows, issues };
  // Values over several lines, each behind the other, as some services write them.
  const concatenated = readConcatenated(text);
  if (concatenated.length > 0) return { rows: concatenated, issues: [] };
  // What is no list of rows at all has one fault, not one a line.
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
