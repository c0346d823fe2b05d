import type { Document, Passage } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { parseIobTag, type IobTag } from '../columns/iob-tags.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, objectsOf, type JsonObject } from '../json/json-value.ts';
import { buildTaggedPassage } from '../columns/tagged-passage.ts';
import { placeOfRow } from '../common/json-row.ts';

export const TOKEN_KEYS = ['tokens', 'words'] as const;
export const TAG_KEYS = ['ner_tags', 'ner', 'tags', 'labels'] as const;

/**
 * Rows of tokens and tags as Hugging Face datasets have them. Tags that are numbers need their names, from a row or
 * object with `features` or from a person; without them their rows are left out and listed. Tokens are joined by one
 * blank; rows name no documents, so the file is one document with assumed boundaries.
 */
export function parseTokenRows(source: SourceText): ParsedDocuments {
  const { file } = source;
  const { rows, issues } = readJsonRows(source);
  const own = rows.map(({ value }) => findTagNames(value)).find((each) => each !== undefined);
  const names = source.hints?.tagNames ?? own;
  const passages: Passage[] = [];
  let unnamedCount = 0;
  for (const { value, line, number } of rows) {
    const at = placeOfRow(file, { line });
    const fields = isJsonObject(value) ? readFields(value) : undefined;
    if (fields === undefined) {
      if (findTagNames(value) !== undefined) continue;
      const expected = 'tokens and ner_tags of the same length';
      issues.push({ code: 'missing-field', severity: 'error', ...at, found: `row ${number}`, expected });
      continue;
    }
    const { tokens, tags } = fields;
    const read = tags.map((tag) => readTag(tag, names));
    const fault = read.findIndex((tag) => tag === undefined);
    if (fault !== -1) {
      unnamedCount += 1;
      if (unnamedCount > 1) continue;
      issues.push(unnamedTag(at, number, tags[fault]));
      continue;
    }
    const known = read.flatMap((tag) => (tag === undefined ? [] : [tag]));
    passages.push(buildTaggedPassage(tokens, known, { id: `r${number}`, kind: 'row' }));
  }
  if (unnamedCount > 1) {
    issues.push({
      code: 'missing-field',
      severity: 'error',
      file,
      found: `${unnamedCount - 1} more rows of this kind`,
    });
  }
  const documents: Document[] = [{ id: file, source: file, passages, boundaries: 'assumed' }];
  return {
    documents: passages.length === 0 ? [] : documents,
    issues,
    dialect: names === undefined ? '' : 'named tags',
    ...(unnamedCount > 0 && { needsTagNames: true }),
  };
}

/** True for a row with a list of tokens and a list of as many tags. */
export function isTokenRow(value: unknown): boolean {
  return isJsonObject(value) && readFields(value) !== undefined;
}

interface TokenFields {
  readonly tokens: readonly string[];
  readonly tags: readonly unknown[];
}

function readFields(row: JsonObject): TokenFields | undefined {
  const tokens = TOKEN_KEYS.map((key) => row[key]).find((each) => Array.isArray(each));
  const tags = TAG_KEYS.map((key) => row[key]).find((each) => Array.isArray(each));
  if (!Array.isArray(tokens) || !Array.isArray(tags) || tokens.length !== tags.length) return undefined;
  const words = tokens.filter((token) => typeof token === 'string');
  const isTag = (tag: unknown): boolean => typeof tag === 'string' || typeof tag === 'number';
  return words.length === tokens.length && tags.every(isTag) ? { tokens: words, tags } : undefined;
}

/**
 * The names of number tags in a data set's own description: `dataset_info.json`, `dataset_infos.json` (by
 * configuration), or the features alone.
 */
export function readTagNames(value: unknown): readonly string[] | undefined {
  if (!isJsonObject(value)) return undefined;
  const found = findTagNames(value) ?? findTagNames({ features: value });
  if (found !== undefined) return found;
  const ofConfigurations = Object.values(value).flatMap((each) => {
    const names = findTagNames(each);
    return names === undefined ? [] : [names];
  });
  // Configurations that number their tags otherwise leave it open which one this is.
  const different = new Set(ofConfigurations.map((names) => JSON.stringify(names)));
  return different.size === 1 ? ofConfigurations[0] : undefined;
}

/** `features.ner_tags.feature.names`, as `dataset_info.json` has them; also under "ClassLabel" of older versions. */
function findTagNames(value: unknown): readonly string[] | undefined {
  const features = isJsonObject(value) ? value['features'] : undefined;
  if (!isJsonObject(features)) return undefined;
  for (const key of TAG_KEYS) {
    const column = features[key];
    const feature = isJsonObject(column) ? column['feature'] : undefined;
    const names = [feature, column].map((each) => (isJsonObject(each) ? each['names'] : undefined)).find(Array.isArray);
    if (names !== undefined) return names.map(String);
  }
  const [listed] = objectsOf(features['list']);
  return listed === undefined ? undefined : findTagNames({ features: listed });
}

function readTag(tag: unknown, names: readonly string[] | undefined): IobTag | undefined {
  if (typeof tag === 'string') return parseIobTag(tag);
  if (typeof tag !== 'number') return undefined;
  const name = names?.[tag];
  return name === undefined ? undefined : parseIobTag(name);
}

function unnamedTag(at: Pick<DataIssue, 'file' | 'line'>, row: number, tag: unknown): DataIssue {
  const found = `row ${row} has the tag ${excerpt(JSON.stringify(tag) ?? 'nothing')}`;
  const expected = 'tags by name, or their names in the same file, a features.json beside it, or under "Read as…"';
  return { code: 'missing-field', severity: 'error', ...at, found, expected };
}
