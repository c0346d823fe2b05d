import type { DataIssue } from '../../issue.ts';
import { readBiocDocuments } from './bioc-documents.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { isJsonObject, objectsOf, type JsonObject } from '../json/json-value.ts';
import { rulesOf } from '../common/parse-hints.ts';
import { jsonIssue, parseJsonOrLines } from '../json/json-or-lines.ts';

/**
 * BioC JSON: a collection, a bare document, a list of either, or one object a line. Offsets count from the start of
 * the document, so a mention's place is its offset less its passage's. Where a passage's own offset is wrong it is
 * recomputed from the texts before it. Relations are counted only.
 */
export function parseBiocJson(source: SourceText): ParsedDocuments {
  const { file, text } = source;
  const issues: DataIssue[] = [];
  const parsed = parseJsonOrLines(text);
  for (const error of parsed.errors) issues.push(jsonIssue(file, error, 'a BioC collection or document'));
  const read = readBiocDocuments(parsed.values.flatMap(findBiocDocuments), file, rulesOf(source.hints));
  return { documents: read.documents, issues: [...issues, ...read.issues], dialect: '' };
}

/** True for what `parseBiocJson` finds documents in. */
export function isBiocValue(value: unknown): boolean {
  return findBiocDocuments(value).length > 0 || (isJsonObject(value) && Array.isArray(value['documents']));
}

/** The documents in a collection, a list of collections, or a document itself. */
export function findBiocDocuments(value: unknown): JsonObject[] {
  if (Array.isArray(value)) {
    // A list of collections or documents; lists in lists are nothing we know.
    return value.filter(isJsonObject).flatMap(findBiocDocuments);
  }
  if (!isJsonObject(value)) return [];
  if (Array.isArray(value['passages'])) return [value];
  return [...objectsOf(value['documents']), ...objectsOf(value['PubTator3'])];
}
