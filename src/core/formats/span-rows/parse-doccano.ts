import { type AnnotationGap, UNTYPED, type Relation, type RelationArgument } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, nameOfKind, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';
import { lostBy, UNANNOTATED } from '../common/no-mentions.ts';
import { spanOf } from '../offsets/span-fields.ts';
import { buildSpannedDocuments, type RecordMention, type SpannedRecord } from '../common/spanned-records.ts';
import { countNoun } from '../../text/count-noun.ts';
import { placeOfRow } from '../common/json-row.ts';

/** Columns that doccano's own exports and imports have used for the text and the labels. */
const TEXT_KEYS = ['text', 'data', 'column_data'] as const;
const TRIPLE_KEYS = ['label', 'labels', 'column_label'] as const;

/**
 * doccano's span rows of all generations: `label`/`labels` as `[start, end, type]`, `entities` with offsets by name,
 * and the first version's `annotations`, which number their labels and repeat a span for each user.
 */
export function parseDoccano(source: SourceText): ParsedDocuments {
  const { file, hints } = source;
  const { rows, issues } = readJsonRows(source);
  const records: SpannedRecord[] = [];
  let numberedCount = 0;
  for (const { value, line, number } of rows) {
    const at = placeOfRow(file, { line });
    if (!isJsonObject(value)) {
      const found = `row ${number} is ${nameOfKind(value)}`;
      issues.push({
        code: 'missing-field',
        severity: 'error',
        ...at,
        found,
        expected: 'an object with text and label',
      });
      continue;
    }
    const text = TEXT_KEYS.map((key) => value[key]).find((each) => typeof each === 'string');
    if (typeof text !== 'string') {
      const found = `row ${number} with the keys ${excerpt(Object.keys(value).join(', '))}`;
      issues.push({ code: 'missing-field', severity: 'error', ...at, found, expected: 'a text' });
      continue;
    }
    const gaps: AnnotationGap[] = isAnnotated(value) ? [] : [...UNANNOTATED];
    const read = readMentions(value, (found) => {
      const expected = '[start, end, "Type"]';
      const issue = { code: 'missing-field', severity: 'error', ...at, found, expected } as const;
      issues.push(issue);
      gaps.push(lostBy(issue));
    });
    numberedCount += read.numberedCount;
    const relations = readRelations(value, read.mentionIds);
    records.push({ id: textOf(value['id']), line, text, mentions: read.mentions, relations, gaps });
  }
  if (numberedCount > 0) {
    issues.push({
      ...note(file, countNoun(numberedCount, 'label is a number', 'labels are numbers')),
      code: 'missing-field',
      severity: 'warning',
      expected: 'names: export from a newer doccano, or rename the types',
    });
  }
  const built = buildSpannedDocuments(records, { file, hints, dialect: { mayCountGraphemes: true } });
  return { documents: built.documents, issues: [...issues, ...built.issues], dialect: '' };
}

/** True for a row of spans as doccano writes them. */
export function isDoccanoRow(value: unknown): boolean {
  if (!isJsonObject(value) || 'spans' in value || 'tokens' in value) return false;
  const triples = TRIPLE_KEYS.map((key) => value[key]).find((each) => Array.isArray(each));
  if (Array.isArray(triples)) {
    const isTriple = (each: unknown): boolean => Array.isArray(each) && each.length === 3;
    return triples.every(isTriple) && TEXT_KEYS.some((key) => typeof value[key] === 'string');
  }
  const [named] = [...objectsOf(value['entities']), ...objectsOf(value['annotations'])];
  return named !== undefined && 'start_offset' in named && 'end_offset' in named;
}

/** A row without any list of labels says nothing; an empty list says that there are none. */
function isAnnotated(row: JsonObject): boolean {
  return [...TRIPLE_KEYS, 'entities', 'annotations'].some((key) => Array.isArray(row[key]));
}

interface ReadMentions {
  readonly mentions: readonly RecordMention[];
  /** By the id of each span of the row, those that are the same mention as another too. */
  readonly mentionIds: ReadonlyMap<string, string>;
  readonly numberedCount: number;
}

function readMentions(row: JsonObject, onFault: (found: string) => void): ReadMentions {
  const mentions = new Map<string, RecordMention>();
  const mentionIds = new Map<string, string>();
  let numberedCount = 0;
  const add = (parts: { start: unknown; end: unknown; label: unknown; id?: unknown }, shown: unknown): void => {
    const span = spanOf(parts.start, parts.end);
    const entityType = textOf(parts.label);
    if (span === undefined || entityType === undefined) {
      onFault(excerpt(JSON.stringify(shown) ?? 'nothing'));
      return;
    }
    if (typeof parts.label === 'number') numberedCount += 1;
    const key = `${span.start} ${span.end} ${entityType}`;
    // The same span by another user, or twice by one, is one mention.
    const mention = mentions.get(key) ?? { pieces: [span], quote: '', entityType, id: idOf(parts.id) };
    mentions.set(key, mention);
    const id = textOf(parts.id);
    if (id !== undefined && mention.id !== undefined) mentionIds.set(id, mention.id);
  };
  for (const key of TRIPLE_KEYS) {
    const triples = row[key];
    if (!Array.isArray(triples)) continue;
    for (const triple of triples as readonly unknown[]) {
      const [start, end, label]: readonly unknown[] = Array.isArray(triple) ? triple : [];
      add({ start, end, label }, triple);
    }
  }
  for (const entity of [...objectsOf(row['entities']), ...objectsOf(row['annotations'])]) {
    const { start_offset: start, end_offset: end, label, id } = entity;
    add({ start, end, label, id }, entity);
  }
  return { mentions: [...mentions.values()], mentionIds, numberedCount };
}

/** From one span to another; a span that is not there is listed when the document is built. */
function readRelations(row: JsonObject, mentionIds: ReadonlyMap<string, string>): readonly Relation[] {
  return objectsOf(row['relations']).map((relation, index): Relation => {
    const end = (role: string, id: string | undefined): RelationArgument => {
      return { role, kind: 'mention', target: mentionIds.get(id ?? '') ?? `T${id ?? ''}` };
    };
    const from = end('from', textOf(relation['from_id']));
    const to = end('to', textOf(relation['to_id']));
    const id = textOf(relation['id']) ?? String(index + 1);
    return { id: `R${id}`, relationType: textOf(relation['type']) ?? UNTYPED, arguments: [from, to] };
  });
}

function idOf(id: unknown): string | undefined {
  const text = textOf(id);
  return text === undefined ? undefined : `T${text}`;
}

function note(file: string, found: string): DataIssue {
  return { code: 'not-kept', severity: 'note', file, found };
}
