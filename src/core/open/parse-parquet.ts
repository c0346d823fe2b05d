import { detectValue, type DetectedFormat } from '../formats/detect-format.ts';
import type { FormatId, ParsedDocuments } from '../formats/common/format.ts';
import { FORMAT_IDS, FORMATS } from '../formats/formats.ts';
import type { JsonObject } from '../formats/json/json-value.ts';
import { hasTextColumn, readTableDocuments } from '../formats/tables/parse-csv.ts';
import type { ParseHints } from '../formats/common/parse-hints.ts';
import {
  readSource,
  refusedSource,
  undecodedSource,
  unknownSource,
  type ParsedSource,
  type ParseOptions,
} from '../formats/parse-source.ts';
import type { ReadParquet } from '../formats/tables/read-parquet.ts';
import { createRowReader } from './json-body.ts';
import { countNoun } from '../text/count-noun.ts';

const ROW_FORMATS: readonly FormatId[] = FORMAT_IDS.filter((id) => FORMATS[id].kind === 'json');

/**
 * Rows of Parquet as rows of JSON are read: by what they have they are token rows, chat rows, rows of spans and so on;
 * with a column of texts and nothing else that is known, a table. Numbers of rows stand where other files have lines.
 */
export function parseParquet(file: string, read: ReadParquet, options: ParseOptions = {}): ParsedSource {
  if (read.kind === 'issue') return undecodedSource(file, read.issue);
  const what = `Parquet, ${countNoun(read.rows.length, 'row')}`;
  const detected = chooseRowFormat(read, what, options.format);
  if (detected.kind === 'unknown') return unknownSource(file, detected.evidence);
  const { format } = detected;
  const tagNames = options.hints?.tagNames ?? read.tagNames;
  const hints = { ...options.hints, ...(tagNames && { tagNames }) };
  const parsed = format === 'csv' ? parseTable(file, read, hints) : parseRows(file, { format, rows: read.rows, hints });
  if (parsed === undefined) {
    const expected = [...ROW_FORMATS, 'csv'].join(', ');
    const issue = { code: 'unknown-format', severity: 'error', file, found: what, expected } as const;
    return refusedSource(file, detected, issue);
  }
  return readSource(file, detected, { read: { ...parsed, issues: [...read.issues, ...parsed.issues] }, hints });
}

type Rows = Extract<ReadParquet, { kind: 'rows' }>;

function chooseRowFormat({ rows, columns }: Rows, what: string, chosen: FormatId | undefined): DetectedFormat {
  if (chosen !== undefined) return { kind: 'known', format: chosen, evidence: `chosen by hand; ${what}` };
  const detected = detectValue(rows, what);
  if (detected.kind === 'known' || !hasTextColumn(columns)) return detected;
  return { kind: 'known', format: 'csv', evidence: `${what} with the columns ${columns.join(', ')}` };
}

function parseTable(file: string, { rows, columns }: Rows, hints: ParseHints): ParsedDocuments {
  const table = rows.map((row, index) => ({
    line: index + 1,
    cells: Object.fromEntries(Object.entries(row).map(([head, value]) => [head, cellOf(value)])),
  }));
  return readTableDocuments(file, { heads: columns, rows: table, issues: [] }, hints);
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

interface RowsAs {
  readonly format: FormatId;
  readonly rows: readonly JsonObject[];
  readonly hints: ParseHints;
}

/** Undefined where the format has no rows. */
function parseRows(file: string, { format: id, rows, hints }: RowsAs): ParsedDocuments | undefined {
  const format = FORMATS[id];
  if (format.kind !== 'json') return undefined;
  for (const mode of ['settle', 'keep'] as const) {
    const reader = createRowReader(file, format, { mode, hints });
    for (const [index, value] of rows.entries()) reader.take({ value, line: index + 1, number: index + 1 });
    const outcome = reader.finish([]);
    if (outcome?.kind === 'read') return outcome.parsed;
  }
  return { documents: [], issues: [], dialect: '' };
}
