import { UNTYPED, type Relation, type RelationArgument } from '../../corpus/corpus.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, objectsOf, textOf } from '../json/json-value.ts';
import { UNANNOTATED, unannotatedWithoutAny } from '../common/no-mentions.ts';
import { spanOf } from '../offsets/span-fields.ts';
import { buildSpannedDocuments, type RecordMention, type SpannedRecord } from '../common/spanned-records.ts';
import { placeOfRow } from '../common/json-row.ts';

/** PubAnnotation JSON: one object, a list, one a line or several behind one another. A list of spans is discontinuous. */
export function parsePubannotation(source: SourceText): ParsedDocuments {
  const { file, hints } = source;
  const { rows, issues } = readJsonRows(source);
  const records: SpannedRecord[] = [];
  for (const { value, line, number } of rows) {
    const text = isJsonObject(value) ? value['text'] : undefined;
    if (!isJsonObject(value) || typeof text !== 'string') {
      const at = placeOfRow(file, { line });
      const found = `object ${number}: ${isJsonObject(value) ? excerpt(Object.keys(value).join(', ')) : 'no object'}`;
      issues.push({ code: 'missing-field', severity: 'error', ...at, found, expected: 'text and denotations' });
      continue;
    }
    const relations = objectsOf(value['relations']).map((relation, index): Relation => {
      const argument = (role: string): RelationArgument => {
        return { role, kind: 'mention', target: textOf(relation[role]) ?? '' };
      };
      const id = textOf(relation['id']) ?? `R${index + 1}`;
      return { id, relationType: textOf(relation['pred']) ?? UNTYPED, arguments: [argument('subj'), argument('obj')] };
    });
    const mentions = objectsOf(value['denotations']).map((denotation): RecordMention => {
      const spans = isJsonObject(denotation['span']) ? [denotation['span']] : objectsOf(denotation['span']);
      const pieces = spans.flatMap((span) => spanOf(span['begin'], span['end']) ?? []);
      return { pieces, quote: '', entityType: textOf(denotation['obj']) ?? UNTYPED, id: textOf(denotation['id']) };
    });
    const division = textOf(value['divid']);
    const sourceId = textOf(value['sourceid']);
    const id = sourceId === undefined || division === undefined ? sourceId : `${sourceId}-${division}`;
    const gaps = Array.isArray(value['denotations']) ? [] : UNANNOTATED;
    records.push({ id, line, text, mentions, relations, gaps });
  }
  const built = buildSpannedDocuments(records, { file, hints });
  const isAnyClaimed = records.some(({ mentions }) => mentions.length > 0);
  const documents = unannotatedWithoutAny(built.documents, isAnyClaimed);
  return { documents, issues: [...issues, ...built.issues], dialect: '' };
}

/** True for an object with a text and denotations. */
export function isPubannotationValue(value: unknown): boolean {
  return isJsonObject(value) && typeof value['text'] === 'string' && Array.isArray(value['denotations']);
}
