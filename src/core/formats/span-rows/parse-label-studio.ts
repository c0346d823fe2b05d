import { type AnnotationGap, UNTYPED } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { ParsedDocuments, SourceText } from '../common/format.ts';
import { readJsonRows } from '../json/json-rows.ts';
import { isJsonObject, nameOfKind, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';
import { lostBy, UNANNOTATED } from '../common/no-mentions.ts';
import { visibleText } from './visible-text.ts';
import { spanOf } from '../offsets/span-fields.ts';
import { confidenceOf, predictionIssues, predictionsIn } from '../common/file-predictions.ts';
import {
  buildSpannedDocuments,
  type RecordMention,
  type RecordPrediction,
  type SpannedRecord,
} from '../common/spanned-records.ts';
import { placeOfRow } from '../common/json-row.ts';

/** Result kinds whose values are ranges of a text. */
const TEXT_KINDS = new Set(['labels', 'hypertextlabels']);

/**
 * Label Studio's JSON (tasks with `data`, `annotations`, called `completions` by old versions, and `predictions`) and
 * JSON_MIN (one flat object a task). Of several annotations of a task the ground truth counts, else the first that was
 * not skipped. A task without any is a text that nobody annotated, whatever models predicted: predictions are kept
 * beside the annotation. Offsets are tested against each value's own text: versions have counted characters in two units
 * and, long ago, ended with the last one.
 */
export function parseLabelStudio(source: SourceText): ParsedDocuments {
  const { file, hints } = source;
  const chosenKey = hints?.columns?.text || undefined;
  const keys = new Set<string>();
  const { rows, issues } = readJsonRows(source);
  const records: SpannedRecord[] = [];
  /** Fields that flat tasks have their labels in: an empty list in one of them says that there are none. */
  const labelKeys = new Set(rows.flatMap(({ value }) => (isJsonObject(value) ? (flatLabels(value)?.key ?? []) : [])));
  const isHtml = rows.some(({ value }) => isJsonObject(value) && isOfHtml(value));
  const skipped = new Map<string, number>();
  const count = (what: string, by = 1): void => {
    if (by > 0) skipped.set(what, (skipped.get(what) ?? 0) + by);
  };
  /** By place in the records: annotated, but not with ranges. */
  const otherwise: number[] = [];
  for (const { value, line, number } of rows) {
    const at = placeOfRow(file, { line });
    const read = isJsonObject(value) ? readTask(value, { count, chosenKey, labelKeys, at }) : undefined;
    const task = read && isHtml ? { ...read, text: visibleText(read.text) } : read;
    if (task === undefined) {
      if (isJsonObject(value)) for (const key of textKeysOf(value)) keys.add(key);
      const found = `task ${number}: ${isJsonObject(value) ? describeTexts(value) : nameOfKind(value)}`;
      const expected =
        chosenKey === undefined
          ? 'a task whose text is called "text" or named by "to_name", or the name of the field under "Read as…"'
          : `a text called "${chosenKey}", as was chosen`;
      issues.push({ code: 'missing-field', severity: 'error', ...at, found, expected });
    } else {
      if (task.isOtherwiseAnnotated) otherwise.push(records.length);
      records.push({ ...task, line });
      issues.push(...task.issues);
    }
  }
  const asksForText = keys.size > 1 || chosenKey !== undefined;
  for (const [what, number] of skipped) issues.push(noteOf(file, `${what}: ${number}`));
  if (records.every(({ mentions }) => mentions.length === 0)) {
    // Nobody was asked about ranges: classes of whole texts say nothing about what is in them.
    for (const place of otherwise) {
      const record = records[place];
      if (record !== undefined) records[place] = { ...record, gaps: UNANNOTATED };
    }
  }
  const built = buildSpannedDocuments(records, { file, hints, dialect: { mayEndInclusively: true } });
  return {
    documents: built.documents,
    issues: [...issues, ...predictionIssues(file, built.documents), ...built.issues],
    dialect: '',
    ...(asksForText && { columns: [...keys] }),
  };
}

/** True for a task of either export. */
export function isLabelStudioTask(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  if (isJsonObject(value['data'])) return [...ANNOTATION_KEYS, 'predictions'].some((key) => Array.isArray(value[key]));
  return flatLabels(value) !== undefined;
}

/**
 * Whether labels of a task are on the text that a browser shows of HTML: then that is the text, and it is of all tasks
 * of the file, annotated or not.
 */
function isOfHtml(task: JsonObject): boolean {
  const results = ANNOTATION_KEYS.flatMap((key) => objectsOf(task[key])).flatMap((each) => objectsOf(each['result']));
  const ofPredictions = objectsOf(task['predictions']).flatMap((each) => objectsOf(each['result']));
  const flat = flatLabels(task)?.values ?? [];
  return (
    [...results, ...ofPredictions].some(({ type }) => type === 'hypertextlabels') ||
    flat.some((value) => 'globalOffsets' in value || 'hypertextlabels' in value)
  );
}

type Count = (what: string, by?: number) => void;

interface TaskOptions {
  readonly count: Count;
  /** The field a person says the text is in. */
  readonly chosenKey: string | undefined;
  readonly labelKeys: ReadonlySet<string>;
  readonly at: Pick<DataIssue, 'file' | 'line'>;
}

type ReadTask = Omit<SpannedRecord, 'line'> & {
  readonly issues: readonly DataIssue[];
  /** With answers of other kinds, such as classes, and no range. */
  readonly isOtherwiseAnnotated: boolean;
};

/** Versions before 1.0 said `completions`. */
const ANNOTATION_KEYS = ['annotations', 'completions'] as const;

function readTask(task: JsonObject, options: TaskOptions): ReadTask | undefined {
  if (!isJsonObject(task['data'])) return readFlatTask(task, options);
  const { count, chosenKey, at } = options;
  const { data } = task;
  const annotations = ANNOTATION_KEYS.flatMap((key) => objectsOf(task[key]));
  const usable = annotations.filter((each) => each['was_cancelled'] !== true && each['skipped'] !== true);
  const chosen = usable.find(({ ground_truth: isTruth }) => isTruth === true) ?? usable[0];
  count('skipped annotations', annotations.length - usable.length);
  count('annotations besides the one read of each task', Math.max(usable.length - 1, 0));
  const mentions: RecordMention[] = [];
  const unread = new Set<string>();
  let textKey: string | undefined;
  for (const result of objectsOf(chosen?.['result'])) {
    const kind = textOf(result['type']) ?? '';
    if (TEXT_KINDS.has(kind)) {
      textKey ??= textOf(result['to_name']);
      mentions.push(...mentionsOf(isJsonObject(result['value']) ? result['value'] : {}, textOf(result['id'])));
    } else {
      count(`results of the kind "${kind || 'unknown'}"`);
      if (isRange(result['value'])) unread.add(kind);
    }
  }
  textKey ??= predictedTextKey(task);
  const named = textKey === undefined ? undefined : data[textKey];
  const found = typeof named === 'string' ? named : findText(data, mentions);
  const text = chosenKey === undefined ? found : ownText(data, chosenKey);
  if (text === undefined) return undefined;
  const id = textOf(data['pmid']) ?? textOf(data['id']) ?? textOf(task['id']);
  const issues = [...unread].map((kind): DataIssue => {
    const expected = `ranges of the kind ${[...TEXT_KINDS].join(' or ')}`;
    return { code: 'missing-field', severity: 'error', ...at, found: `ranges of the kind "${kind}"`, expected };
  });
  const unresolved = chosen === undefined ? numberOfUnresolved(task) : 0;
  if (unresolved > 0) {
    const expected = 'the annotations themselves: export them with the tasks';
    const found = `${unresolved} annotations by their numbers only`;
    issues.push({ code: 'missing-field', severity: 'error', ...at, found, expected });
  }
  const gaps: readonly AnnotationGap[] = chosen === undefined && issues.length === 0 ? UNANNOTATED : issues.map(lostBy);
  const isOtherwiseAnnotated = gaps.length === 0 && mentions.length === 0 && objectsOf(chosen?.['result']).length > 0;
  const predictions = predictionsOf(task, options);
  return { id, text, mentions, gaps, issues, isOtherwiseAnnotated, predictions };
}

/** Where nobody annotated: the field that models' ranges are of. */
function predictedTextKey(task: JsonObject): string | undefined {
  const results = objectsOf(task['predictions']).flatMap((each) => objectsOf(each['result']));
  return textOf(results.find(({ type }) => TEXT_KINDS.has(textOf(type) ?? ''))?.['to_name']);
}

/** What models predicted of the ranges of a task, the last of each version. */
function predictionsOf(task: JsonObject, { count, at }: TaskOptions): readonly RecordPrediction[] {
  const byModel = new Map<string, RecordPrediction>();
  const all = objectsOf(task['predictions']);
  for (const prediction of all) {
    const model = textOf(prediction['model_version'])?.trim() || predictionsIn(at.file);
    const ofAll = confidenceOf(prediction['score']);
    const mentions = objectsOf(prediction['result']).flatMap((result) => {
      if (!TEXT_KINDS.has(textOf(result['type']) ?? '')) return [];
      const confidence = confidenceOf(result['score']) ?? ofAll;
      const found = mentionsOf(isJsonObject(result['value']) ? result['value'] : {}, undefined);
      return found.map((mention) => ({ ...mention, confidence }));
    });
    byModel.set(model, { model, mentions });
  }
  count('predictions besides the last of a version for a task', all.length - byModel.size);
  return [...byModel.values()];
}

/** Annotations that an export names and does not hold. */
function numberOfUnresolved(task: JsonObject): number {
  return ANNOTATION_KEYS.reduce((sum, key) => {
    const list = task[key];
    return Array.isArray(list) ? sum + list.length - objectsOf(list).length : sum;
  }, 0);
}

/** A label on a part of a text, of whatever kind. */
function isRange(value: unknown): boolean {
  if (!isJsonObject(value) || !('start' in value) || !('end' in value)) return false;
  return Object.entries(value).some(([key, each]) => key.endsWith('labels') && Array.isArray(each));
}

function readFlatTask(task: JsonObject, { chosenKey, labelKeys }: TaskOptions): ReadTask | undefined {
  const labels = flatLabels(task);
  const mentions = (labels?.values ?? []).flatMap((value) => mentionsOf(value, undefined));
  const text = chosenKey === undefined ? findText(task, mentions) : ownText(task, chosenKey);
  if (text === undefined) return undefined;
  const isAnnotated = labels !== undefined || [...labelKeys].some((key) => Array.isArray(task[key]));
  const id = textOf(task['pmid']) ?? textOf(task['id']);
  return { id, text, mentions, gaps: isAnnotated ? [] : UNANNOTATED, issues: [], isOtherwiseAnnotated: false };
}

interface FlatLabels {
  readonly key: string;
  readonly values: readonly JsonObject[];
}

/** The list of labelled ranges, under whatever name its control tag had. */
function flatLabels(task: JsonObject): FlatLabels | undefined {
  if (!Object.values(task).some((each) => typeof each === 'string')) return undefined;
  for (const [key, list] of Object.entries(task)) {
    if (!Array.isArray(list)) continue;
    const values = objectsOf(list);
    const [first] = values;
    if (first === undefined || !('start' in first) || !('end' in first)) continue;
    if ('labels' in first || 'hypertextlabels' in first) return { key, values };
  }
  return undefined;
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

/**
 * The text that the mentions are of: the field called so, else the only string, else the only one that holds the words of
 * every mention. Undefined where that leaves none or several: a guess would put the mentions into the wrong text.
 */
function findText(data: JsonObject, mentions: readonly RecordMention[]): string | undefined {
  if (typeof data['text'] === 'string') return data['text'];
  const texts = Object.values(data).filter((each) => typeof each === 'string');
  if (texts.length === 1) return texts[0];
  const quotes = mentions.map(({ quote }) => quote).filter((quote) => quote !== '');
  const holding = quotes.length === 0 ? [] : texts.filter((text) => quotes.every((quote) => text.includes(quote)));
  return holding.length === 1 ? holding[0] : undefined;
}

function ownText(data: JsonObject, key: string): string | undefined {
  const text = Object.hasOwn(data, key) ? data[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function textKeysOf(task: JsonObject): string[] {
  const data = isJsonObject(task['data']) ? task['data'] : task;
  return Object.keys(data).filter((key) => typeof data[key] === 'string');
}

function describeTexts(task: JsonObject): string {
  const keys = textKeysOf(task);
  return keys.length === 0 ? 'no text' : excerpt(`several texts (${keys.join(', ')}), and none is known to be the one`);
}

function noteOf(file: string, found: string): DataIssue {
  return { code: 'not-kept', severity: 'note', file, found: excerpt(found) };
}
