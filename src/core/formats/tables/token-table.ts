import type { ParsedDocuments } from '../common/format.ts';
import { readChunks, parseIobTag, type IobTag } from '../columns/iob-tags.ts';
import type { JsonRow } from '../common/json-row.ts';
import type { Table } from './table.ts';
import type { ParseHints } from '../common/parse-hints.ts';
import { parseLiteral } from './parse-literal.ts';
import { parseTokenRows, TAG_KEYS, TOKEN_KEYS } from './parse-token-rows.ts';
import type { RecordMention } from '../common/spanned-records.ts';

export interface TokenColumns {
  readonly tokens: string;
  readonly tags: string;
}

/** The columns of a table that holds a list of tokens and a list of tags in each row; undefined where it does not. */
export function findTokenColumns(heads: readonly string[]): TokenColumns | undefined {
  const find = (names: readonly string[]): string | undefined =>
    names.flatMap((name) => heads.filter((head) => head.trim().toLowerCase() === name))[0];
  const [tokens, tags] = [find(TOKEN_KEYS), find(TAG_KEYS)];
  return tokens === undefined || tags === undefined ? undefined : { tokens, tags };
}

/** Read as the same rows in JSON. Lists are JSON, Python, prints of numpy, or words with blanks between them. */
export function readTokenTable(
  file: string,
  { heads, rows, issues }: Table,
  { columns, hints }: { readonly columns: TokenColumns; readonly hints: ParseHints | undefined },
): ParsedDocuments {
  const asJson = rows.map(({ line, cells }, index): JsonRow => {
    const tokens = listIn(cells[columns.tokens] ?? '')?.map(String);
    const tags = listIn(cells[columns.tags] ?? '')?.map((tag) => (typeof tag === 'string' ? numberOrText(tag) : tag));
    return { value: { tokens, ner_tags: tags }, line, number: index + 1 };
  });
  const read = parseTokenRows({ file, text: '', hints, rows: { rows: asJson, issues } });
  return { ...read, columns: heads, dialect: `tokens: ${columns.tokens}, tags: ${columns.tags}` };
}

/** Undefined where it is the beginning of a list and no list: that is not to be taken for words. */
function listIn(cell: string): readonly unknown[] | undefined {
  const parsed = parseLiteral(cell);
  if (parsed.kind === 'value' && Array.isArray(parsed.value)) return parsed.value;
  return /^\s*[[({]/u.test(cell) ? undefined : wordsOf(cell);
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

function numberOrText(tag: string): number | string {
  return /^\d{1,9}$/u.test(tag) ? Number(tag) : tag;
}

/**
 * The mentions of a text whose cell has one tag for each of its words, in a list or with blanks between them; undefined
 * where it has not.
 */
export function readWordTags(text: string, cell: string): readonly RecordMention[] | undefined {
  const tags = (listIn(cell) ?? []).map((tag) =>
    typeof tag === 'string' && WORD_TAG.test(tag) ? parseIobTag(tag) : undefined,
  );
  const words = [...text.matchAll(/\S+/gu)];
  const known = tags.filter((tag): tag is IobTag => tag !== undefined);
  if (known.length === 0 || known.length !== tags.length || known.length !== words.length) return undefined;
  let [units, points] = [0, 0];
  // Offsets of a table are code points; asked in the order of the text.
  const pointsUntil = (at: number): number => {
    for (; units < at; units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1) points += 1;
    return points;
  };
  return readChunks(known).map(({ first, last, entityType }) => {
    const from = words[first]?.index ?? 0;
    const to = (words[last]?.index ?? 0) + (words[last]?.[0].length ?? 0);
    const start = pointsUntil(from);
    return { pieces: [{ start, end: pointsUntil(to) }], quote: text.slice(from, to), entityType };
  });
}

/** Of a word: a class of a whole text may be called B, but not B-Disease. */
const WORD_TAG = /^(?:[oO]|[BIESLUbieslu][-_].+)$/u;
