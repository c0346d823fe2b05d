import { UNTYPED } from '../corpus/corpus.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import { readJsonRows } from './json-rows.ts';
import { isJsonObject, objectsOf, textOf } from './json-value.ts';
import { spanOf } from './span-fields.ts';
import { buildSpannedDocuments, type RecordMention, type SpannedRecord } from './spanned-records.ts';

/**
 * Prodigy's rows: `text`, `spans` with character offsets, `answer`. Accepted rows are read, and rows that nobody was
 * asked about; a row without spans is a negative. Rejected and ignored rows say nothing and are counted.
 */
export function parseProdigy(source: SourceText): ParsedDocuments {
  const { file } = source;
  const { rows, issues } = readJsonRows(source);
  const records: SpannedRecord[] = [];
  const left = new Map<string, number>();
  const count = (what: string, by = 1): void => {
    if (by > 0) left.set(what, (left.get(what) ?? 0) + by);
  };
  for (const { value, line, number } of rows) {
    const text = isJsonObject(value) ? value['text'] : undefined;
    if (!isJsonObject(value) || typeof text !== 'string') {
      const at = line === undefined ? { file } : { file, line };
      const expected = 'an object with text and spans';
      issues.push({ code: 'missing-field', severity: 'error', ...at, found: `row ${number} without a text`, expected });
      continue;
    }
    const answer = value['answer'] ?? 'accept';
    if (answer !== 'accept') {
      count(`rows answered "${textOf(answer) ?? 'unknown'}"`);
      continue;
    }
    count('relations', objectsOf(value['relations']).length);
    const mentions = objectsOf(value['spans']).map((span): RecordMention => {
      const place = spanOf(span['start'], span['end']);
      const entityType = textOf(span['label']) ?? UNTYPED;
      return { pieces: place === undefined ? [] : [place], quote: textOf(span['text']) ?? '', entityType };
    });
    records.push({ id: findId(value), line, text, mentions });
  }
  for (const [what, number] of left) {
    issues.push({ code: 'not-kept', severity: 'note', file, found: `${what}: ${number}` });
  }
  const built = buildSpannedDocuments(records, { file });
  return { documents: built.documents, issues: [...issues, ...built.issues], dialect: '' };
}

/** True for a row of Prodigy: spans by character that name tokens, or hashes of the task. */
export function isProdigyRow(value: unknown): boolean {
  if (!isJsonObject(value) || typeof value['text'] !== 'string') return false;
  if ('_task_hash' in value || '_input_hash' in value || '_view_id' in value) return true;
  return objectsOf(value['spans']).some((span) => 'token_start' in span) && 'tokens' in value;
}

/** Rows name no document; what a person put into `meta` may. */
function findId(row: Readonly<Record<string, unknown>>): string | undefined {
  const meta = isJsonObject(row['meta']) ? row['meta'] : {};
  return [meta['id'], meta['pmid'], row['id']].map(textOf).find((id) => id !== undefined && id !== '');
}
