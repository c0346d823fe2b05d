import Papa from 'papaparse';
import { UNTYPED } from '../corpus/corpus.ts';
import { excerpt } from '../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import { isJsonObject, parseJson, textOf } from './json-value.ts';
import type { TableColumns } from './parse-hints.ts';
import { spanOf } from './span-fields.ts';
import { buildSpannedDocuments, type RecordMention, type SpannedRecord } from './spanned-records.ts';

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
  const [heads] = Papa.parse<readonly string[]>(text.slice(0, 100_000), {
    preview: 2,
    delimitersToGuess: DELIMITERS,
  }).data;
  if (heads === undefined || heads.length < 2) return undefined;
  return findCsvColumns(heads) === undefined ? undefined : heads;
}

const DELIMITERS = [',', '\t', ';', '|'];

/**
 * A table with a head (RFC 4180; commas, tabs, semicolons or bars). Each text is a document; rows of one mention each
 * that share an id and a text belong together.
 */
export function parseCsv({ file, text, hints }: SourceText): ParsedDocuments {
  const { data, errors, meta } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/u, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    delimitersToGuess: DELIMITERS,
  });
  const heads = meta.fields ?? [];
  const columns = hints?.columns?.text ? hints.columns : findCsvColumns(heads);
  if (columns === undefined) {
    const found = `the columns ${excerpt((meta.fields ?? []).join(', '))}`;
    const expected = `a column with the head ${HEADS.text.join(', ')}`;
    const issue = { code: 'missing-field', severity: 'error', file, line: 1, found, expected } as const;
    return { documents: [], issues: [issue], dialect: '', columns: heads };
  }
  const issues: ParsedDocuments['issues'][number][] = errors
    .filter(({ code }) => code !== 'UndetectableDelimiter')
    .map(({ message, row }) => {
      const line = row === undefined ? {} : { line: row + 2 };
      return { code: 'malformed-line', severity: 'error', file, ...line, found: message, expected: 'one row a line' };
    });
  const records = new Map<string, SpannedRecord & { mentions: RecordMention[] }>();
  data.forEach((row, index) => {
    const own = row[columns.text] ?? '';
    if (own === '') return;
    const id = columns.id === undefined ? undefined : row[columns.id];
    const key = columns.start === undefined ? String(index) : `${id ?? ''}\n${own}`;
    const record = records.get(key) ?? { id: id || undefined, line: index + 2, text: own, mentions: [] };
    records.set(key, record);
    const read = readMentions(row, columns);
    if (read === undefined) {
      const found = excerpt(row[columns.mentions ?? ''] ?? '');
      const expected = 'a JSON list of {"start", "end", "type"} or [start, end, "Type"]';
      issues.push({ code: 'malformed-json', severity: 'error', file, line: index + 2, found, expected });
    } else record.mentions.push(...read);
  });
  const built = buildSpannedDocuments([...records.values()], { file });
  const named = Object.entries(columns).flatMap(([what, head]) => (head === undefined ? [] : [`${what}: ${head}`]));
  return {
    documents: built.documents,
    issues: [...issues, ...built.issues],
    dialect: named.join(', '),
    columns: heads,
  };
}

/** Undefined where the column of mentions is no list. */
function readMentions(row: Readonly<Record<string, string>>, columns: TableColumns): RecordMention[] | undefined {
  const field = (head: string | undefined): string => (head === undefined ? '' : (row[head] ?? ''));
  if (columns.start !== undefined) {
    if (field(columns.start) === '') return [];
    const span = spanOf(field(columns.start).trim(), field(columns.end).trim());
    const entityType = field(columns.type) || UNTYPED;
    return [{ pieces: span === undefined ? [] : [span], quote: field(columns.quote), entityType }];
  }
  const written = field(columns.mentions).trim();
  if (written === '') return [];
  const parsed = parseJson(written);
  if (parsed.kind === 'not-json' || !Array.isArray(parsed.value)) return undefined;
  const items: readonly unknown[] = parsed.value;
  return items.map((item): RecordMention => {
    const fields = isJsonObject(item) ? item : {};
    const [start, end, label]: readonly unknown[] = Array.isArray(item)
      ? item
      : [fields['start'], fields['end'], fields['type'] ?? fields['label']];
    const span = spanOf(start, end);
    const quote = textOf(fields['text'] ?? fields['quote']) ?? '';
    return { pieces: span === undefined ? [] : [span], quote, entityType: textOf(label) ?? UNTYPED };
  });
}
