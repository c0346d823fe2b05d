import type { LineBreak } from '../text/split-lines.ts';
import { createJsonElements } from '../formats/json/json-elements.ts';
import { createJsonLines } from '../formats/json/json-lines.ts';
import type { JsonFormat } from '../formats/formats.ts';
import { parseJson, type ParsedJson } from '../formats/json/json-value.ts';
import { createRowCollector, type RowReader, type RowReaderOptions } from '../formats/row-readers.ts';
import { AGAIN_AS_WHOLE, type SourceBody } from './source-body.ts';
import { createLinesBody } from './lines-body.ts';

export interface JsonBodyOptions extends RowReaderOptions {
  readonly file: string;
  readonly format: JsonFormat;
  /** What the file begins with; the body takes it once more. */
  readonly head: string;
  /** The head as JSON: no JSON where one value ends in it and another begins. */
  readonly beginning: ParsedJson;
  readonly lineBreak: LineBreak;
  /** Of a line; undefined where any length will do. */
  readonly maxLineLength: number | undefined;
}

/** No text is longer than what an engine can hold as one string. */
const MAX_VALUE_LENGTH = 2 ** 28;

/** Reads the rows of a format one after the other. */
export function createRowReader(
  file: string,
  { rows, parse }: Pick<JsonFormat, 'rows' | 'parse'>,
  options: RowReaderOptions,
): RowReader {
  return rows === 'collect' ? createRowCollector(file, parse, options) : rows(file, options);
}

/** Rows of JSON as they come: elements of one list, or one a line. Undefined where it takes the whole to see them. */
export function createJsonBody(options: JsonBodyOptions): SourceBody | undefined {
  const { format, head, beginning } = options;
  if (beginning.kind === 'value') {
    const isList = /^\s*\[/u.test(head);
    return isList || format.listKeys.length > 0 ? createListBody(options, isList ? [] : format.listKeys) : undefined;
  }
  // With a value in its first line and more behind it a text is no one value; else it might be one that is broken.
  const [first = ''] = /\S[^\r\n]*/u.exec(head) ?? [];
  return parseJson(first).kind === 'value' ? createRowLinesBody(options) : undefined;
}

function createListBody({ file, format, ...options }: JsonBodyOptions, keys: readonly string[]): SourceBody {
  const reader = createRowReader(file, format, { ...options, areDocuments: keys.length > 0 });
  let count = 0;
  const elements = createJsonElements({
    keys,
    maxLength: MAX_VALUE_LENGTH,
    onElement: (value) => {
      count += 1;
      reader.take({ value, line: undefined, number: count });
    },
  });
  return {
    push: (text) => elements.push(text),
    finish: () => (elements.finish() ? (reader.finish([]) ?? AGAIN_AS_WHOLE) : AGAIN_AS_WHOLE),
  };
}

function createRowLinesBody({ file, format, lineBreak, maxLineLength, ...options }: JsonBodyOptions): SourceBody {
  const reader = createRowReader(file, format, options);
  const lines = createJsonLines(file, (row) => reader.take(row), lineBreak);
  return createLinesBody(lines, { lineBreak, maxLength: maxLineLength ?? MAX_VALUE_LENGTH }, () => {
    const issues = lines.finish();
    return lines.couldSpanLines ? AGAIN_AS_WHOLE : (reader.finish(issues) ?? AGAIN_AS_WHOLE);
  });
}
