import { type AnnotationGap, UNTYPED } from '../../corpus/corpus.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';
import { UNANNOTATED } from '../common/no-mentions.ts';
import { confidenceOf, predictionIssues, predictionsIn } from '../common/file-predictions.ts';
import { spanOf } from '../offsets/span-fields.ts';
import {
  buildSpannedDocuments,
  type RecordMention,
  type RecordPrediction,
  type SpannedRecord,
} from '../common/spanned-records.ts';
import { placeOfRow } from '../common/json-row.ts';

/**
 * Prodigy's rows: `text`, `spans` with character offsets, `answer`. An accepted row is annotated, without spans a
 * negative; of a rejected or ignored one the text is kept as one that nobody annotated. Rows that ask about one
 * suggestion each (`ner.teach`) are partial: those of one text become one, with the spans that were accepted. Rows
 * without an answer are annotations where no row of the file has one, else suggestions that nobody answered; these, and
 * those of ignored rows, are kept as predictions.
 */
export function parseProdigy(source: SourceText): ParsedDocuments {
  const { file, hints } = source;
  const { rows, issues } = readJsonRows(source);
  const records: ReadRecord[] = [];
  /** By text: the record that binary answers about it go into. */
  const binary = new Map<string, { record: ReadRecord; known: Set<string> }>();
  const areAnswered = rows.some(({ value }) => isJsonObject(value) && 'answer' in value);
  const isBinary = binaryTest(rows.map(({ value }) => value));
  const left = new Map<string, number>();
  const count = (what: string, by = 1): void => {
    if (by > 0) left.set(what, (left.get(what) ?? 0) + by);
  };
  for (const { value, line, number } of rows) {
    const text = isJsonObject(value) ? value['text'] : undefined;
    if (!isJsonObject(value) || typeof text !== 'string') {
      const at = placeOfRow(file, { line });
      const expected = 'an object with text and spans';
      issues.push({ code: 'missing-field', severity: 'error', ...at, found: `row ${number} without a text`, expected });
      continue;
    }
    const answer = value['answer'] ?? (areAnswered ? 'none' : 'accept');
    const isAccepted = answer === 'accept';
    const spans = objectsOf(value['spans']);
    if (!isAccepted) count(`rows answered "${textOf(answer) ?? 'unknown'}"`);
    count('relations', isAccepted ? objectsOf(value['relations']).length : 0);
    const mentions = isAccepted ? spans.map((span) => mentionOf(span)) : [];
    const suggested = answer === 'none' || answer === 'ignore' ? spans.map(suggestionOf) : [];
    const isPartial = isBinary(value) && (isAccepted || answer === 'reject');
    if (!isPartial && !isBinary(value)) {
      records.push({ id: findId(value), line, text, mentions, gaps: isAccepted ? [] : UNANNOTATED, suggested });
      continue;
    }
    const asked = binary.get(text) ?? {
      record: { id: findId(value), line, text, mentions: [], gaps: UNANNOTATED, suggested: [] },
      known: new Set<string>(),
    };
    if (!binary.has(text)) records.push(asked.record);
    binary.set(text, asked);
    if (isPartial) asked.record.gaps = PARTIAL;
    asked.record.suggested.push(...suggested);
    for (const mention of mentions) {
      // Prodigy asks again after a while.
      const key = JSON.stringify([mention.pieces, mention.entityType]);
      if (!asked.known.has(key)) asked.record.mentions.push(mention);
      asked.known.add(key);
    }
  }
  for (const [what, number] of left) {
    issues.push({ code: 'not-kept', severity: 'note', file, found: `${what}: ${number}` });
  }
  const model = predictionsIn(file);
  const withSuggestions = records.map(({ suggested, ...record }) =>
    suggested.length === 0 ? record : { ...record, predictions: [{ model, mentions: suggested }] },
  );
  const built = buildSpannedDocuments(withSuggestions, { file, hints });
  const predicted = predictionIssues(file, built.documents);
  return { documents: built.documents, issues: [...issues, ...predicted, ...built.issues], dialect: '' };
}

type ReadRecord = SpannedRecord & {
  readonly mentions: RecordMention[];
  gaps: readonly AnnotationGap[];
  /** Spans that nobody answered for. */
  readonly suggested: SuggestedSpan[];
};

type SuggestedSpan = RecordPrediction['mentions'][number];

/** Somebody was asked about some places of the text; of the others nothing is known. */
const PARTIAL: readonly AnnotationGap[] = [{ kind: 'partial' }];

/**
 * What tells a row that asks about one suggestion from one that shows a whole text: it says how it was shown (`ner` and
 * `spans` cannot be edited); or, in versions that do not say it, its one span brings a score, and so do all others.
 */
function binaryTest(rows: readonly unknown[]): (row: JsonObject) => boolean {
  const isScored = (row: unknown): boolean =>
    isJsonObject(row) &&
    objectsOf(row['spans']).length === 1 &&
    objectsOf(row['spans']).every((span) => 'score' in span);
  const unnamed = rows.filter((row) => isJsonObject(row) && !('_view_id' in row) && objectsOf(row['spans']).length > 0);
  const areScored = unnamed.length > 0 && unnamed.every(isScored);
  const isBinaryView = (row: unknown): boolean => isJsonObject(row) && BINARY_VIEWS.has(textOf(row['_view_id']) ?? '');
  // A row that does not say it was shown as the others were.
  const areBinary = areScored || (rows.some(isBinaryView) && rows.every((row) => isBinaryView(row) || isUnnamed(row)));
  return (row) => isBinaryView(row) || (areBinary && isUnnamed(row));
}

function isUnnamed(row: unknown): boolean {
  return isJsonObject(row) && !('_view_id' in row);
}

const BINARY_VIEWS = new Set(['ner', 'spans']);

function mentionOf(span: JsonObject): RecordMention {
  const place = spanOf(span['start'], span['end']);
  const entityType = textOf(span['label']) ?? UNTYPED;
  return { pieces: place === undefined ? [] : [place], quote: textOf(span['text']) ?? '', entityType };
}

function suggestionOf(span: JsonObject): SuggestedSpan {
  return { ...mentionOf(span), confidence: confidenceOf(span['score']) };
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
