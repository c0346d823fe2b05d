import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import { splitLines } from '../../text/split-lines.ts';
import { parseJson } from './json-value.ts';
import { locateJsonError } from './locate-json-error.ts';

export interface JsonFault {
  /** 1-based. */
  readonly line: number;
  readonly found: string;
  /** The text ends before its JSON does. */
  readonly isCut: boolean;
}

/** One JSON value, or one a line where the whole is none; lines that are no JSON are listed. */
export function parseJsonOrLines(text: string): { values: readonly unknown[]; errors: readonly JsonFault[] } {
  const whole = parseJson(text);
  if (whole.kind === 'value') return { values: [whole.value], errors: [] };

  const values: unknown[] = [];
  const errors: JsonFault[] = [];
  const lines = splitLines(text);
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue;
    const parsed = parseJson(content);
    if (parsed.kind === 'value') values.push(parsed.value);
    else if (errors.length <= lines.length / 2) errors.push({ ...findFault(content), line: index + 1 });
  }
  // A pretty-printed document has lines that are values by accident ("}" is none, but "1" or "[]" are).
  const isLines = values.some((value) => typeof value === 'object' && value !== null) && errors.length < values.length;
  return isLines ? { values, errors } : { values: [], errors: [findFault(text)] };
}

/** The issue of a text that is not valid JSON. */
export function jsonIssue(file: string, fault: JsonFault, expected: string): DataIssue {
  const { line, found, isCut } = fault;
  return { code: isCut ? 'truncated-file' : 'malformed-json', severity: 'error', file, line, found, expected };
}

function findFault(text: string): JsonFault {
  const { position, line, isCut } = locateJsonError(text);
  const found = isCut ? `the JSON ends within "${excerpt(text.slice(-40))}"` : excerpt(text.slice(position));
  return { line, found, isCut };
}
