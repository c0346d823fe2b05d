import type { PlacedPrediction, Prediction } from '../../core/evaluation/scores/resolve-predictions.ts';
import { isJsonObject, parseJson, type JsonObject } from '../../core/formats/json/json-value.ts';
import { createOffsetIndex, type OffsetIndex, type OffsetUnit } from '../../core/text/offset-index.ts';
import { splitLines } from '../../core/text/split-lines.ts';

export interface PredictionFault {
  /** 1-based. */
  readonly line: number;
  readonly detail: string;
}

export interface ParsedPredictions {
  readonly predictions: readonly Prediction[];
  readonly faults: readonly PredictionFault[];
}

/**
 * Rows `{"id", "answer"}` (raw text of the model) or `{"id", "mentions": [{"start", "end", "entityType"}]}`, one a
 * line. Offsets count `offsetUnit` in the sample's input, which `inputOf` gives; end is exclusive.
 */
export function parsePredictions(
  text: string,
  { offsetUnit, inputOf }: { readonly offsetUnit: OffsetUnit; readonly inputOf: (id: string) => string | undefined },
): ParsedPredictions {
  const predictions: Prediction[] = [];
  const faults: PredictionFault[] = [];
  for (const [index, content] of splitLines(text).entries()) {
    if (content.trim() === '') continue;
    const parsed = parseJson(content);
    const row = parsed.kind === 'value' && isJsonObject(parsed.value) ? parsed.value : undefined;
    const read = row === undefined ? 'not a JSON object' : readPrediction(row, { offsetUnit, inputOf });
    if (typeof read === 'string') faults.push({ line: index + 1, detail: read });
    else predictions.push(read);
  }
  return { predictions, faults };
}

/** The prediction, or what is wrong with the row. */
function readPrediction(
  row: JsonObject,
  { offsetUnit, inputOf }: { readonly offsetUnit: OffsetUnit; readonly inputOf: (id: string) => string | undefined },
): Prediction | string {
  const { id, answer, mentions } = row;
  if (typeof id !== 'string') return 'no string "id"';
  // Places that a row gives are what counts; an answer alone has to be searched for in the text.
  if (typeof answer === 'string' && !Array.isArray(mentions)) return { kind: 'answer', id, answer };
  if (!Array.isArray(mentions)) return 'neither a string "answer" nor a list "mentions"';
  const input = inputOf(id);
  // Without its sample the offsets mean nothing; the evaluation lists the id as unknown.
  if (input === undefined) return { kind: 'mentions', id, mentions: [] };
  const offsets = createOffsetIndex(input);
  const items: readonly unknown[] = mentions;
  const read = items.map((item) => readMention(item, offsets, offsetUnit));
  const placed = read.filter((mention) => mention !== undefined);
  if (placed.length < read.length) {
    return `mention ${read.indexOf(undefined) + 1}: expected start, end within the input and an entityType`;
  }
  return { kind: 'mentions', id, mentions: placed };
}

function readMention(item: unknown, offsets: OffsetIndex, unit: OffsetUnit): PlacedPrediction | undefined {
  if (!isJsonObject(item)) return undefined;
  const { start, end, entityType, confidence } = item;
  if (typeof start !== 'number' || typeof end !== 'number' || typeof entityType !== 'string') return undefined;
  const span = { start: offsets.toUtf16(start, unit), end: offsets.toUtf16(end, unit) };
  if (span.start === undefined || span.end === undefined || span.start >= span.end) return undefined;
  const mention = { span: { start: span.start, end: span.end }, entityType };
  // A number that is no probability is none.
  const isProbability = typeof confidence === 'number' && confidence >= 0 && confidence <= 1;
  return isProbability ? { ...mention, confidence } : mention;
}
