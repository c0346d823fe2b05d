import * as v from 'valibot';
import type { Mention } from '../../core/corpus/corpus.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import {
  type Decision,
  SELECTION_STRATEGIES,
  type SelectionOptions,
  type StoredSelection,
} from '../../core/selection/selection.ts';
import { readStored, storedList, storedObject, storedText, storedWholeNumber } from '../database/stored-json.ts';

/*
 * What people did, as the project has it in JSON. All readers throw a `TypeError` for what is not so; `readStored`
 * has the words.
 */

export function readStoredText(value: unknown, key: string): string {
  return readStored(storedObject({ [key]: storedText(key) }), value)[key] ?? '';
}

export const DECISION = storedObject({
  verdict: v.picklist(['approved', 'rejected', 'unsure'], 'a decision without a verdict'),
  sampleId: storedText('sampleId'),
  decidedAtMs: storedWholeNumber('decidedAtMs'),
  author: v.exactOptional(storedText('author')),
  authorId: v.exactOptional(storedText('authorId')),
  reason: v.exactOptional(storedText('reason')),
});

/** Reads a decision from stored JSON; throws where a field is missing or has the wrong type. */
export function readStoredDecision(value: unknown): Decision {
  return readStored(DECISION, value);
}

export const NOTE = storedObject({
  sampleId: storedText('sampleId'),
  text: storedText('text'),
  author: storedText('author'),
  authorId: v.exactOptional(storedText('authorId')),
  writtenAtMs: storedWholeNumber('writtenAtMs'),
});

/** Reads a note from stored JSON; throws where a field is missing or has the wrong type. */
export function readStoredNote(value: unknown): SampleNote {
  return readStored(NOTE, value);
}

const MARK = storedObject({
  sampleId: storedText('sampleId'),
  author: storedText('author'),
  markedAtMs: storedWholeNumber('markedAtMs'),
});

/** Reads a mark from stored JSON; throws where a field is missing or has the wrong type. */
export function readStoredMark(value: unknown): AnnotationMark {
  return readStored(MARK, value);
}

const number = v.number(({ input }) => `expected a number in a column, found ${typeof input}`);

const RULE = storedObject({
  strategy: v.picklist(SELECTION_STRATEGIES, 'a rule without a strategy'),
  keepRatio: number,
  // Rules of older studios have none.
  base: v.fallback(v.picklist(['eligible-positives', 'all-positives']), 'all-positives'),
  ifdCeiling: number,
  negativeRatio: number,
  seed: storedWholeNumber('seed'),
});

/** Reads the rule of a selection from stored JSON; throws where a field is missing or has the wrong type. */
export function readStoredRule(value: unknown): SelectionOptions {
  return readStored(RULE, value);
}

const SELECTION = storedObject({
  id: storedWholeNumber('id'),
  rule: RULE,
  scoringId: v.nullish(storedWholeNumber('scoringId')),
  madeAtMs: storedWholeNumber('madeAtMs'),
});

/** Reads a selection from stored JSON; throws where a field is missing or has the wrong type. */
export function readStoredSelection(value: unknown): StoredSelection {
  const { scoringId, ...selection } = readStored(SELECTION, value);
  return { ...selection, scoringId: scoringId ?? undefined };
}

const SPAN = storedObject({ start: storedWholeNumber('start'), end: storedWholeNumber('end') });

export const MENTION = storedObject({
  id: storedText('id'),
  entityType: storedText('entityType'),
  quote: storedText('quote'),
  span: SPAN,
  fragments: v.exactOptional(storedList(SPAN)),
  conceptIds: v.exactOptional(storedList(storedText('conceptIds'))),
});

/** Reads a mention from stored JSON; throws where a field is missing or has the wrong type. */
export function readStoredMention(value: unknown): Mention {
  return readStored(MENTION, value);
}
