import { UNTYPED } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from './format.ts';
import { readJsonRows } from './json-rows.ts';
import { isJsonObject, nameOfKind, objectsOf, textOf, type JsonObject } from './json-value.ts';
import { spanOf } from './span-fields.ts';
import { buildSpannedDocuments, type RecordMention, type SpannedRecord } from './spanned-records.ts';

/** Result kinds whose values are ranges of a text. */
const TEXT_KINDS = new Set(['labels', 'hypertextlabels']);

/**
 * Label Studio's JSON (tasks with `data`, `annotations`, `predictions`) and JSON_MIN (one flat object a task). Of
 * several annotations of a task the ground truth counts, else the first that was not cancelled; a task without any
 * takes its first prediction. Offsets are tested against each value's own text: versions have counted characters in
 * two units and, long ago, ended with the last one.
 */
export function parseLabelStudio(source: SourceText): ParsedDocuments {
  const { file } = source;
  const { rows, issues } = readJsonRows(source);
  const records: SpannedRecord[] = [];
  const skipped = new Map<string, number>();
  const count = (what: string, by = 1): void => {
    if (by > 0) skipped.set(what, (skipped.get(what) ?? 0) + by);
  };
  for (const { value, line, number } of rows) {
    const task = isJsonObject(value) ? readTask(value, count) : undefined;
    if (task === undefined) {
      const at = line === undefined ? { file } : { file, line };
      const found = `task ${number}: ${isJsonObject(value) ? 'no text' : nameOfKind(value)}`;
      issues.push({ code: 'missing-field', severity: 'error', ...at, found, expected: 'a task with a text' });
    } else records.push({ ...task, line });
  }
  for (const [what, number] of skipped) issues.push(noteOf(file, `${what}: ${number}`));
  const built = buildSpannedDocuments(records, { file, dialect: { mayEndInclusively: true } });
  return { documents: built.documents, issues: [...issues, ...built.issues], dialect: '' };
}

/** True for a task of either export. */
export function isLabelStudioTask(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  if (isJsonObject(value['data'])) return Array.isArray(value['annotations']) || Array.isArray(value['predictions']);
  return flatLabels(value) !== undefined;
}

type Count = (what: string, by?: number) => void;

function readTask(task: JsonObject, count: Count): Omit<SpannedRecord, 'line'> | undefined {
  if (!isJsonObject(task['data'])) return readFlatTask(task);
  const { data } = task;
  const annotations = objectsOf(task['annotations']);
  const usable = annotations.filter(({ was_cancelled: cancelled }) => cancelled !== true);
  const chosen = usable.find(({ ground_truth: isTruth }) => isTruth === true) ?? usable[0];
  count('annotations besides the one read of each task', annotations.length - (chosen === undefined ? 0 : 1));
  const [prediction] = objectsOf(task['predictions']);
  if (chosen === undefined && prediction !== undefined) count('tasks without annotations, read from their prediction');
  const results = objectsOf((chosen ?? prediction)?.['result']);
  const mentions: RecordMention[] = [];
  let textKey: string | undefined;
  for (const result of results) {
    const kind = textOf(result['type']) ?? '';
    if (!TEXT_KINDS.has(kind)) {
      count(`results of the kind "${kind || 'unknown'}"`);
      continue;
    }
    textKey ??= textOf(result['to_name']);
    mentions.push(...mentionsOf(isJsonObject(result['value']) ? result['value'] : {}, textOf(result['id'])));
  }
  const named = textKey === undefined ? undefined : data[textKey];
  const text = typeof named === 'string' ? named : longestText(data);
  if (text === undefined) return undefined;
  return { id: textOf(data['pmid']) ?? textOf(data['id']) ?? textOf(task['id']), text, mentions };
}

function readFlatTask(task: JsonObject): Omit<SpannedRecord, 'line'> | undefined {
  const text = longestText(task);
  const mentions = (flatLabels(task) ?? []).flatMap((value) => mentionsOf(value, undefined));
  return text === undefined ? undefined : { id: textOf(task['pmid']) ?? textOf(task['id']), text, mentions };
}

/** The list of labelled ranges, under whatever name its control tag had. */
function flatLabels(task: JsonObject): JsonObject[] | undefined {
  if (typeof task['text'] !== 'string' && longestText(task) === undefined) return undefined;
  const lists = Object.values(task).filter((each) => Array.isArray(each));
  return lists
    .map(objectsOf)
    .find(([first]) => first !== undefined && 'start' in first && 'end' in first && 'labels' in first);
}

/** A range with several labels is several mentions. */
function mentionsOf(value: JsonObject, id: string | undefined): RecordMention[] {
  const global = isJsonObject(value['globalOffsets']) ? value['globalOffsets'] : value;
  const span = spanOf(global['start'], global['end']);
  const quote = textOf(value['text']) ?? '';
  const lists = [value['labels'], value['hypertextlabels']].filter((each) => Array.isArray(each));
  const labels = lists.flat().flatMap((label: unknown) => textOf(label) ?? []);
  const types = labels.length === 0 ? [UNTYPED] : labels;
  return types.map((entityType) => ({ pieces: span === undefined ? [] : [span], quote, entityType, id }));
}

function longestText(data: JsonObject): string | undefined {
  if (typeof data['text'] === 'string') return data['text'];
  const texts = Object.values(data).filter((each) => typeof each === 'string');
  return texts.toSorted((a, b) => b.length - a.length)[0];
}

function noteOf(file: string, found: string): DataIssue {
  return { code: 'not-kept', severity: 'note', file, found: excerpt(found) };
}
