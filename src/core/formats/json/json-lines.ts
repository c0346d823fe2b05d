import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import { endsWithLineBreak, forEachLine, type LineBreak } from '../../text/split-lines.ts';
import { createJsonContinuation, type JsonContinuation } from './json-continuation.ts';
import type { JsonRow } from '../common/json-row.ts';
import { parseJson } from './json-value.ts';
import type { LineReader } from '../bytes/line-stream.ts';
import { locateJsonError } from './locate-json-error.ts';

export interface JsonLines extends LineReader {
  /** One for each line that is no JSON. */
  finish(): readonly DataIssue[];
  /** Lines that are no JSON may be parts of values over several lines. */
  readonly couldSpanLines: boolean;
}

/**
 * One JSON value a line; empty lines are passed over.
 *
 * @param lineBreak of the whole file; without it the text decides, which has to come in one piece then
 */
export function createJsonLines(file: string, onRow: (row: JsonRow) => void, lineBreak?: LineBreak): JsonLines {
  const issues: DataIssue[] = [];
  let lineCount = 0;
  let endsWhole = true;
  /** A cut value in the last line so far: where the file ends with it the file was cut. */
  let cutLine: number | undefined;
  let continuation: JsonContinuation | undefined;

  const takeLine = (content: string, line: number): void => {
    if (content.trim() === '') return;
    const parsed = parseJson(content);
    if (parsed.kind === 'value') {
      onRow({ value: parsed.value, line, number: line });
      return;
    }
    const { position, isCut } = locateJsonError(content);
    if (isCut) cutLine = line;
    const found = isCut ? `the line ends within "${excerpt(content.slice(-40))}"` : excerpt(content.slice(position));
    const expected = 'one JSON object a line';
    issues.push({ code: 'malformed-json', severity: 'error', file, line, found, expected });
  };

  return {
    get lineCount() {
      return lineCount;
    },
    get couldSpanLines() {
      return continuation?.isPossible ?? false;
    },
    take: (lines) => {
      const before = lineCount;
      continuation?.take(lines);
      const take = (from: number, to: number, line: number): void => {
        takeLine(lines.slice(from, to), before + line);
        if (issues.length === 0 || continuation !== undefined) return;
        // Values in the lines before end there, so it may go on from here.
        continuation = createJsonContinuation();
        continuation.take(lines.slice(from));
      };
      lineCount += forEachLine(lines, take, lineBreak);
      endsWhole = endsWithLineBreak(lines);
    },
    finish: () => {
      const last = issues.at(-1);
      if (last === undefined || cutLine !== lineCount || endsWhole) return issues;
      return [...issues.slice(0, -1), { ...last, code: 'truncated-file' }];
    },
  };
}
