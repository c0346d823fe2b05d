import type { AnnotationGap } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { parseIobTag, readChunks, type IobTag } from '../columns/iob-tags.ts';
import type { JsonRow } from '../common/json-row.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';
import { lostBy, UNANNOTATED } from '../common/no-mentions.ts';
import { buildSpannedDocuments, type RecordMention, type SpannedRecord } from '../common/spanned-records.ts';
import { readMentionItem } from './mention-item.ts';

/**
 * spaCy's text forms: `[[text, {"entities": [[start, end, type]]}]]`, rows `{"text", "entities"}` or
 * `{"text", "spans"}`, and version 2's documents with paragraphs of sentences of BILUO-tagged tokens, whose tokens are
 * looked up in the raw text.
 */
export function parseSpacy(source: SourceText): ParsedDocuments {
  const { file, hints } = source;
  const { rows, issues } = readJsonRows(source);
  const records: SpannedRecord[] = [];
  for (const row of rows) {
    const at = row.line === undefined ? { file } : { file, line: row.line };
    const read = readRow(row, (found) => {
      const issue = { code: 'malformed-line', severity: 'error', ...at, found, expected: EXPECTED_TAG } as const;
      issues.push(issue);
      return issue;
    });
    if (typeof read !== 'string') records.push(...read);
    else {
      const expected = 'a text with entities';
      issues.push({ code: 'missing-field', severity: 'error', ...at, found: `row ${row.number}: ${read}`, expected });
    }
  }
  const built = buildSpannedDocuments(records, { file, hints });
  return { documents: built.documents, issues: [...issues, ...built.issues], dialect: '' };
}

/** True for a row of any of the three forms. */
export function isSpacyRow(value: unknown): boolean {
  if (Array.isArray(value)) {
    const [text, annotations]: readonly unknown[] = value;
    return typeof text === 'string' && isJsonObject(annotations) && Array.isArray(annotations['entities']);
  }
  if (!isJsonObject(value)) return false;
  if (Array.isArray(value['paragraphs'])) return true;
  const entities: unknown = value['entities'] ?? value['spans'];
  return typeof value['text'] === 'string' && Array.isArray(entities) && entities.every(isSpan);
}

function isSpan(value: unknown): boolean {
  return Array.isArray(value) ? value.length >= 3 : isJsonObject(value) && 'start' in value && 'end' in value;
}

const EXPECTED_TAG = 'O, - or a tag such as B-Type, I-Type, L-Type, U-Type';

type OnUnreadTag = (found: string) => DataIssue;

function readRow({ value, line }: JsonRow, onUnreadTag: OnUnreadTag): readonly SpannedRecord[] | string {
  if (Array.isArray(value)) {
    const [text, annotations]: readonly unknown[] = value;
    if (typeof text !== 'string' || !isJsonObject(annotations)) return 'no pair of a text and its annotations';
    const entities: unknown = annotations['entities'];
    return [{ id: undefined, line, text, mentions: readMentions(entities), gaps: gapsOf(entities) }];
  }
  if (!isJsonObject(value)) return 'no object';
  if (Array.isArray(value['paragraphs'])) {
    const id = textOf(value['id']);
    return objectsOf(value['paragraphs']).map((paragraph, index) => {
      const name = id === undefined || index === 0 ? id : `${id}/${index + 1}`;
      return { id: name, line, ...readParagraph(paragraph, onUnreadTag) };
    });
  }
  const { text } = value;
  if (typeof text !== 'string') return `an object with the keys ${excerpt(Object.keys(value).join(', '))}`;
  const entities: unknown = value['entities'] ?? value['spans'];
  return [{ id: textOf(value['id']), line, text, mentions: readMentions(entities), gaps: gapsOf(entities) }];
}

/** A list says what there is, an empty one too. */
function gapsOf(entities: unknown): readonly AnnotationGap[] {
  return Array.isArray(entities) ? [] : UNANNOTATED;
}

function readMentions(value: unknown): readonly RecordMention[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map((item) => readMentionItem(item, { type: ['label'], quote: ['text'] }));
}

const TAG_OFF: IobTag = { prefix: 'O' };

/**
 * Tokens found one behind the other in the raw text, or joined by blanks where there is none. Offsets are code points.
 * Of a token tagged "-" spaCy does not know what it is; tokens without any tag were not annotated.
 */
function readParagraph(
  paragraph: JsonObject,
  onUnreadTag: OnUnreadTag,
): Pick<SpannedRecord, 'text' | 'mentions' | 'gaps'> {
  const sentences = objectsOf(paragraph['sentences']).map((sentence) => objectsOf(sentence['tokens']));
  const words = sentences.map((tokens) => tokens.map((token) => textOf(token['orth']) ?? ''));
  const text = textOf(paragraph['raw']) ?? words.map((sentence) => sentence.join(' ')).join(' ');
  const mentions: RecordMention[] = [];
  const gaps: AnnotationGap[] = [];
  let from = 0;
  for (const [number, tokens] of sentences.entries()) {
    const places = tokens.map((_, index) => {
      const word = words[number]?.[index] ?? '';
      const start = text.indexOf(word, from);
      if (start === -1) return undefined;
      from = start + word.length;
      return { start, end: from };
    });
    const tags = tokens.map((token, index): IobTag => {
      const written = textOf(token['ner']) ?? '-';
      const tag = parseIobTag(written);
      if (tag !== undefined) return tag;
      const place = places[index];
      const span = place === undefined ? {} : { span: place };
      gaps.push(written === '-' ? { kind: 'partial', ...span } : { ...lostBy(onUnreadTag(excerpt(written))), ...span });
      return TAG_OFF;
    });
    for (const { first, last, entityType } of readChunks(tags)) {
      const [start, end] = [places[first]?.start, places[last]?.end];
      if (start === undefined || end === undefined) {
        const quote = words[number]?.slice(first, last + 1).join(' ') ?? '';
        mentions.push({ pieces: [], quote, entityType });
        continue;
      }
      const count = (until: number): number => Array.from(text.slice(0, until)).length;
      const quote = text.slice(start, end);
      mentions.push({ pieces: [{ start: count(start), end: count(end) }], quote, entityType });
    }
  }
  const isAnyTagged = sentences.some((tokens) => tokens.some(({ ner }) => typeof ner === 'string' && ner !== '-'));
  return { text, mentions, gaps: isAnyTagged || gaps.length === 0 ? gaps : UNANNOTATED };
}
