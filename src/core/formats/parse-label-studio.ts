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
  const { file, hints } = source;
  const chosenKey = hints?.columns?.text || undefined;
  const keys = new Set<string>();
  const { rows, issues } = readJsonRows(source);
  const records: SpannedRecord[] = [];
  const skipped = new Map<string, number>();
  const count = (what: string, by = 1): void => {
    if (by > 0) skipped.set(what, (skipped.get(what) ?? 0) + by);
  };
  for (const { value, line, number } of rows) {
    const task = isJsonObject(value) ? readTask(value, { count, chosenKey }) : undefined;
    if (task === undefined) {
      if (isJsonObject(value)) for (const key of textKeysOf(value)) keys.add(key);
      const at = line === undefined ? { file } : { file, line };
      const found = `task ${number}: ${isJsonObject(value) ? describeTexts(value) : nameOfKind(value)}`;
      const expected =
        chosenKey === undefined
          ? 'a task whose text is called "text" or named by "to_name", or the name of the field under "Read as…"'
          : `a text called "${chosenKey}", as was chosen`;
      issues.push({ code: 'missing-field', severity: 'error', ...at, found, expected });
    } else records.push({ ...task, line });
  }
  const asksForText = keys.size > 1 || chosenKey !== undefined;
  for (const [what, number] of skipped) issues.push(noteOf(file, `${what}: ${number}`));
  const built = buildSpannedDocuments(records, { file, dialect: { mayEndInclusively: true } });
  return {
    documents: built.documents,
    issues: [...issues, ...built.issues],
    dialect: '',
    ...(asksForText && { columns: [...keys] }),
  };
}

/** True for a task of either export. */
export function isLabelStudioTask(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  if (isJsonObject(value['data'])) return Array.isArray(value['annotations']) || Array.isArray(value['predictions']);
  return flatLabels(value) !== undefined;
}

type Count = (what: string, by?: number) => void;

interface TaskOptions {
  readonly count: Count;
  /** The field a person says the text is in. */
  readonly chosenKey: string | undefined;
}

function readTask(task: JsonObject, { count, chosenKey }: TaskOptions): Omit<SpannedRecord, 'line'> | undefined {
  if (!isJsonObject(task['data'])) return readFlatTask(task, chosenKey);
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
  const found = typeof named === 'string' ? named : findText(data, mentions);
  const text = chosenKey === undefined ? found : ownText(data, chosenKey);
  if (text === undefined) return undefined;
  return { id: textOf(data['pmid']) ?? textOf(data['id']) ?? textOf(task['id']), text, mentions };
}

function readFlatTask(task: JsonObject, chosenKey: string | undefined): Omit<SpannedRecord, 'line'> | undefined {
  const mentions = (flatLabels(task) ?? []).flatMap((value) => mentionsOf(value, undefined));
  const text = chosenKey === undefined ? findText(task, mentions) : ownText(task, chosenKey);
  return text === undefined ? undefined : { id: textOf(task['pmid']) ?? textOf(task['id']), text, mentions };
}

/** The list of labelled ranges, under whatever name its control tag had. */
function flatLabels(task: JsonObject): JsonObject[] | undefined {
  if (!Object.values(task).some((each) => typeof each === 'string')) return undefined;
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
