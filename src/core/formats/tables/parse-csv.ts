import Papa from 'papaparse';
import { type AnnotationGap, UNTYPED } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { isJsonObject } from '../json/json-value.ts';
import { lostBy, UNANNOTATED } from '../common/no-mentions.ts';
import type { ParseHints, TableColumns } from '../common/parse-hints.ts';
import { parseLiteral } from './parse-literal.ts';
import { findTokenColumns, readTokenTable, readWordTags, type TokenColumns } from './token-table.ts';
import type { Table, TableRow } from './table.ts';
import { spanOf } from '../offsets/span-fields.ts';
import { buildSpannedDocuments, type RecordMention, type SpannedRecord } from '../common/spanned-records.ts';
import { readMentionItem } from '../span-rows/mention-item.ts';

/** Heads that have been seen for each column, lower case. */
const HEADS: Readonly<Record<keyof TableColumns, readonly string[]>> = {
  text: ['text', 'sentence', 'abstract', 'input', 'content', 'body'],
  id: ['id', 'doc_id', 'document_id', 'docid', 'pmid', 'doc'],
  mentions: ['entities', 'mentions', 'labels', 'annotations', 'spans', 'label'],
  start: ['start', 'begin', 'start_offset', 'start_char'],
  end: ['end', 'stop', 'end_offset', 'end_char'],
  type: ['type', 'entity_type', 'label', 'tag', 'class', 'entity'],
  quote: ['mention', 'quote', 'span', 'surface', 'name', 'entity_text'],
};

/** The columns by their heads; undefined where none is a text. */
function findCsvColumns(heads: readonly string[]): TableColumns | undefined {
  const find = (column: keyof TableColumns): string | undefined =>
    HEADS[column].flatMap((name) => heads.filter((head) => head.trim().toLowerCase() === name))[0];
  const text = find('text');
  if (text === undefined) return undefined;
  const [start, end] = [find('start'), find('end')];
  const hasRows = start !== undefined && end !== undefined;
  return hasRows
    ? { text, id: find('id'), start, end, type: find('type'), quote: find('quote') }
    : { text, id: find('id'), mentions: find('mentions') };
}

/** The heads of a table; undefined where the text is no table with a column of texts. */
export function readCsvHeads(text: string): readonly string[] | undefined {
  const [heads] = Papa.parse<readonly string[]>(text.slice(0, PROBE_CHARACTERS), {
    preview: 2,
    delimitersToGuess: DELIMITERS,
  }).data;
  if (heads === undefined || heads.length < 2) return undefined;
  return hasTextColumn(heads) ? heads : undefined;
}

const PROBE_CHARACTERS = 100_000;
const DELIMITERS = [',', '\t', ';', '|'];

/** Whether one of the heads names a column of texts. */
export function hasTextColumn(heads: readonly string[]): boolean {
  return findCsvColumns(heads) !== undefined || findTokenColumns(heads) !== undefined;
}

/** A table with a head (RFC 4180; commas, tabs, semicolons or bars), read as `readTableDocuments` says. */
export function parseCsv({ file, text, hints }: SourceText): ParsedDocuments {
  return readTableDocuments(file, readTable(file, text), hints);
}

/**
 * Each text is a document; rows of one mention each that share an id and a text belong together. A column that was
 * chosen and is not there is an error, not an empty one.
 */
export function readTableDocuments(file: string, table: Table, hints: ParseHints | undefined): ParsedDocuments {
  const { heads, rows } = table;
  const issues = [...table.issues];
  const tokenColumns = hints?.columns?.text ? undefined : findOwnTokenColumns(heads);
  if (tokenColumns !== undefined) return readTokenTable(file, table, { columns: tokenColumns, hints });
  const columns = hints?.columns?.text ? hints.columns : findCsvColumns(heads);
  const fault = columns === undefined ? missingText(heads) : missingColumns(columns, heads);
  if (columns === undefined || fault !== undefined) {
    const issue = { code: 'missing-field', severity: 'error', file, line: 1, ...fault } as const;
    return { documents: [], issues: [issue], dialect: '', columns: heads };
  }
  const records = new Map<string, TableRecord>();
  const unplaced: UnplacedCell[] = [];
  const silent: TableRecord[] = [];
  let hasLists = false;
  let hasEmptyLists = false;
  for (const { line, cells } of rows) {
    const own = cells[columns.text] ?? '';
    if (own === '') continue;
    const id = columns.id === undefined ? undefined : cells[columns.id];
    const key = columns.start === undefined ? String(line) : `${id ?? ''}\n${own}`;
    const record = records.get(key) ?? { id: id || undefined, line, text: own, mentions: [], gaps: [] };
    records.set(key, record);
    const read = readMentions(cells, columns);
    if (read === 'unread') unplaced.push({ line, found: cells[columns.mentions ?? ''] ?? '', record });
    else if (read === 'nothing') silent.push(record);
    else record.mentions.push(...read);
    hasLists ||= Array.isArray(read) && read.length > 0;
    hasEmptyLists ||= columns.start === undefined && Array.isArray(read) && read.length === 0;
  }
  issues.push(...loseUnplaced(file, unplaced, hasLists));
  // A cell without anything is one way to say that there is nothing, unless the table has another or says nothing at all.
  if (!hasLists || hasEmptyLists)
    for (const record of silent) record.gaps = record.mentions.length === 0 ? UNANNOTATED : [];
  const built = buildSpannedDocuments([...records.values()], { file, hints });
  const named = Object.entries(columns).flatMap(([what, head]) => (head ? [`${what}: ${head}`] : []));
  return {
    documents: built.documents,
    issues: [...issues, ...built.issues],
    dialect: named.join(', '),
    columns: heads,
  };
}

/** Of a table that has no other column of mentions beside a text. */
function findOwnTokenColumns(heads: readonly string[]): TokenColumns | undefined {
  const columns = findTokenColumns(heads);
  const { mentions, start } = findCsvColumns(heads) ?? {};
  const hasOther = start !== undefined || (mentions !== undefined && mentions !== columns?.tags);
  return hasOther ? undefined : columns;
}

function missingText(heads: readonly string[]): Pick<DataIssue, 'found' | 'expected'> {
  const expected = `a column with the head ${HEADS.text.join(', ')}`;
  return { found: `the columns ${excerpt(heads.join(', '))}`, expected };
}

function missingColumns(
  columns: TableColumns,
  heads: readonly string[],
): Pick<DataIssue, 'found' | 'expected'> | undefined {
  const chosen = Object.values(columns).filter((head) => head !== undefined && head !== '');
  const missing = chosen.filter((head) => !heads.includes(head));
  if (missing.length === 0) return undefined;
  const expected = `the chosen ${missing.length === 1 ? 'column' : 'columns'} ${excerpt(missing.join(', '))}`;
  return { found: `the columns ${excerpt(heads.join(', '))}`, expected };
}

/** Rows with the line of the file that each begins on: a quoted cell may hold line breaks. */
function readTable(file: string, written: string): Table {
  const text = written.replace(/^\uFEFF/u, '');
  const { delimiter } = Papa.parse<string[]>(text.slice(0, PROBE_CHARACTERS), {
    preview: 10,
    skipEmptyLines: 'greedy',
    delimitersToGuess: DELIMITERS,
  }).meta;
  const { data, errors } = Papa.parse<string[]>(text, { delimiter });
  const lines: number[] = [];
  const full: { readonly line: number; readonly cells: readonly string[] }[] = [];
  let line = 1;
  for (const cells of data) {
    lines.push(line);
    if (cells.some((cell) => cell.trim() !== '')) full.push({ line, cells });
    line += 1 + cells.reduce((sum, cell) => sum + countLineBreaks(cell), 0);
  }
  const issues = errors.map(({ message, row }): DataIssue => {
    const at = row === undefined ? undefined : lines[row];
    const where = at === undefined ? { file } : { file, line: at };
    return { code: 'malformed-line', severity: 'error', ...where, found: message, expected: 'one row a line' };
  });
  const [head, ...body] = full;
  const heads = uniqueHeads(head?.cells ?? []);
  const rows = body.map((row): TableRow => {
    if (row.cells.length !== heads.length) {
      const found = `${row.cells.length} cells`;
      const expected = `${heads.length}, as in the first line`;
      issues.push({ code: 'malformed-line', severity: 'error', file, line: row.line, found, expected });
    }
    return { line: row.line, cells: Object.fromEntries(heads.map((name, at) => [name, row.cells[at] ?? ''])) };
  });
  return { heads, rows, issues };
}

function countLineBreaks(cell: string): number {
  // Nearly no cell has one, and looking for a character is many times faster than any pattern.
  if (!cell.includes('\n') && !cell.includes('\r')) return 0;
  return cell.match(/\r\n|\r|\n/gu)?.length ?? 0;
}

/** Of two columns of the same head the second is called `head_1`. */
function uniqueHeads(heads: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return heads.map((head) => {
    const count = counts.get(head) ?? 0;
    counts.set(head, count + 1);
    return count === 0 ? head : `${head}_${count}`;
  });
}

interface TableRecord extends SpannedRecord {
  readonly mentions: RecordMention[];
  gaps: readonly AnnotationGap[];
}

interface UnplacedCell {
  readonly line: number;
  readonly found: string;
  readonly record: TableRecord;
}

/** Words where a list of mentions should be: faults among lists, and in a table without any one label a text. */
function loseUnplaced(file: string, cells: readonly UnplacedCell[], hasLists: boolean): DataIssue[] {
  const areLabels = !hasLists && cells.every(({ found }) => !/^\s*[[{]/u.test(found));
  if (areLabels && cells.length > 0) {
    for (const { record } of cells) record.gaps = UNANNOTATED;
    const found = `labels of whole texts: ${cells.length}`;
    const expected = 'labels with a start and an end; the texts are read without';
    return [{ code: 'not-kept', severity: 'warning', file, found, expected }];
  }
  const expected = 'a list of {"start", "end", "type"} or [start, end, "Type"], or a tag for each word';
  return cells.map(({ line, found, record }) => {
    const issue: DataIssue = { code: 'malformed-json', severity: 'error', file, line, found: excerpt(found), expected };
    record.gaps = [...record.gaps, lostBy(issue)];
    return issue;
  });
}

/** `nothing` where no cell says anything of mentions, `unread` where the column of mentions is no list. */
function readMentions(
  row: Readonly<Record<string, string>>,
  columns: TableColumns,
): RecordMention[] | 'nothing' | 'unread' {
  const field = (head: string | undefined): string => (head === undefined ? '' : (row[head] ?? ''));
  if (columns.start !== undefined) {
    if (field(columns.start) === '') return 'nothing';
    const span = spanOf(field(columns.start).trim(), field(columns.end).trim());
    const entityType = field(columns.type) || UNTYPED;
    return [{ pieces: span === undefined ? [] : [span], quote: field(columns.quote), entityType }];
  }
  const written = field(columns.mentions).trim();
  if (written === '') return 'nothing';
  const tagged = readWordTags(field(columns.text), written);
  if (tagged !== undefined) return [...tagged];
  const parsed = parseLiteral(written);
  const value: unknown = parsed.kind === 'value' ? parsed.value : undefined;
  const list: unknown = isJsonObject(value) ? value['entities'] : value;
  if (!Array.isArray(list)) return 'unread';
  const items: readonly unknown[] = list;
  return items.map((item) => readMentionItem(item, { type: ['type', 'label'], quote: ['text', 'quote'] }));
}
