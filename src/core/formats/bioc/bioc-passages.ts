import type { GivenSample } from '../../corpus/corpus.ts';
import { createOffsetIndex, type OffsetIndex, type OffsetUnit } from '../../text/offset-index.ts';
import type { Span } from '../../text/span.ts';
import { isJsonObject, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';
import type { OffsetClaim } from '../offsets/offset-claims.ts';

/** A passage of a BioC document with its text put together and its annotations collected. */
export interface BiocPassage {
  readonly kind: string;
  readonly text: string;
  readonly index: OffsetIndex;
  /** Offset in the document as the file has it. */
  readonly writtenStart: number;
  readonly sentences: readonly Span[] | undefined;
  readonly given: GivenSample | undefined;
  readonly annotations: readonly JsonObject[];
}

/** A mention's claim; `pieces` are relative to the passage by its written offset. */
export interface BiocClaim extends OffsetClaim {
  readonly annotation: JsonObject;
  readonly passageIndex: number;
  readonly writtenStart: number;
  /** Where the passage starts if each text before it is followed by one separator. */
  readonly recomputedStart: (unit: OffsetUnit) => number;
}

/** Reads the passages of a BioC document. */
export function readPassages(document: JsonObject): BiocPassage[] {
  const passages: BiocPassage[] = [];
  let expectedStart = 0;
  for (const value of objectsOf(document['passages'])) {
    const writtenStart = toOffset(value['offset']) ?? expectedStart;
    const { text, sentences } = readText(value, writtenStart);
    const index = createOffsetIndex(text);
    const annotations = [value, ...objectsOf(value['sentences'])].flatMap((holder) => objectsOf(holder['annotations']));
    passages.push({
      kind: findKind(value),
      text,
      index,
      writtenStart,
      sentences,
      given: findGiven(value),
      annotations,
    });
    expectedStart = writtenStart + index.fromUtf16(text.length, 'code-point') + 1;
  }
  return passages;
}

/** Every annotation of a document, those of its passages first, then those the document holds itself. */
export function claimsOfDocument(document: JsonObject, passages: readonly BiocPassage[]): BiocClaim[] {
  const claims = passages.flatMap(({ annotations }, passageIndex) =>
    annotations.flatMap((annotation) => claimOf(annotation, passages, passageIndex)),
  );
  for (const annotation of objectsOf(document['annotations'])) {
    const start = toOffset(objectsOf(annotation['locations'])[0]?.['offset']) ?? 0;
    const owner = passages.findLastIndex(({ writtenStart }) => writtenStart <= start);
    claims.push(...claimOf(annotation, passages, Math.max(owner, 0)));
  }
  return claims;
}

function claimOf(annotation: JsonObject, passages: readonly BiocPassage[], passageIndex: number): BiocClaim[] {
  const passage = passages[passageIndex];
  if (!passage) return [];
  const { text, index, writtenStart } = passage;
  const recomputedStart = (unit: OffsetUnit) =>
    passages
      .slice(0, passageIndex)
      .reduce((sum, before) => sum + before.index.fromUtf16(before.text.length, unit) + 1, 0);
  const pieces = readLocations(annotation).map(({ start, end }) => ({
    start: start - writtenStart,
    end: end - writtenStart,
  }));
  const quote = textOf(annotation['text']) ?? '';
  return [{ text, index, pieces, quote, annotation, passageIndex, writtenStart, recomputedStart }];
}

/** In order and each once. */
function readLocations(annotation: JsonObject): Span[] {
  const spans: Span[] = [];
  for (const location of objectsOf(annotation['locations'])) {
    const start = toOffset(location['offset']);
    const length = toOffset(location['length']);
    if (start === undefined || length === undefined) continue;
    const span = { start, end: start + length };
    if (!spans.some((other) => other.start === span.start && other.end === span.end)) spans.push(span);
  }
  return spans.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A passage has a text, or sentences that have one each, or both. */
function readText(passage: JsonObject, passageStart: number): { text: string; sentences: Span[] | undefined } {
  const values = objectsOf(passage['sentences']);
  const own = textOf(passage['text']) ?? '';
  if (values.length === 0) return { text: own, sentences: undefined };
  if (own !== '') return { text: own, sentences: findSentences(own, values) };

  let text = '';
  let length = 0;
  const sentences: Span[] = [];
  for (const value of values) {
    const sentence = textOf(value['text']) ?? '';
    const offset = (toOffset(value['offset']) ?? passageStart + length + 1) - passageStart;
    // A gap no sane file has is a wrong offset, not a thousand spaces.
    const gap = text === '' ? Math.max(0, offset - length) : Math.max(1, offset - length);
    const padding = ' '.repeat(gap > MAX_GAP ? 1 : gap);
    text += padding;
    sentences.push({ start: text.length, end: text.length + sentence.length });
    text += sentence;
    length += padding.length + Array.from(sentence).length;
  }
  return { text, sentences };
}

const MAX_GAP = 1000;

/** Sentences by their own words: their offsets have a unit that is not known yet. Undefined unless all are found. */
function findSentences(text: string, values: readonly JsonObject[]): Span[] | undefined {
  const spans: Span[] = [];
  let from = 0;
  for (const value of values) {
    const sentence = textOf(value['text']) ?? '';
    const start = sentence === '' ? -1 : text.indexOf(sentence, from);
    if (start === -1) return undefined;
    from = start + sentence.length;
    spans.push({ start, end: from });
  }
  return spans;
}

function findKind(passage: JsonObject): string {
  const infons = isJsonObject(passage['infons']) ? passage['infons'] : {};
  return textOf(infons['type']) || textOf(infons['section_type']) || 'passage';
}

/** As this project's own BioC writer keeps a training row's words. */
function findGiven(passage: JsonObject): GivenSample | undefined {
  const infons = isJsonObject(passage['infons']) ? passage['infons'] : {};
  const { instruction, answer } = infons;
  return typeof instruction === 'string' && typeof answer === 'string' ? { instruction, answer } : undefined;
}

function toOffset(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}
