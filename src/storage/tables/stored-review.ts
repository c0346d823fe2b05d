import type { Mention } from '../../core/corpus/corpus.ts';
import type { SampleNote } from '../../core/merge/sample-note.ts';
import type { AnnotationMark } from '../../core/samples/annotation-mark.ts';
import {
  SELECTION_STRATEGIES,
  type Decision,
  type SelectionOptions,
  type StoredSelection,
} from '../../core/selection/selection.ts';
import type { Span } from '../../core/text/span.ts';
import { readNumber } from '../database/sql-value.ts';

/**
 * What stands in the project as JSON, held against what it has to be: SQLite knows that it is JSON and no more. All
 * throw a `TypeError` for what is not so, which an import reports and mends.
 */
export function readStoredText(value: unknown, key: string): string {
  return textOf(fieldsOf(value).get(key), key);
}

const VERDICTS: readonly Decision['verdict'][] = ['approved', 'rejected', 'unsure'];

export function readStoredDecision(value: unknown): Decision {
  const fields = fieldsOf(value);
  const verdict = VERDICTS.find((known) => known === fields.get('verdict'));
  if (verdict === undefined) throw new TypeError('a decision without a verdict');
  const [author, reason] = [fields.get('author'), fields.get('reason')];
  const authorId = fields.get('authorId');
  return {
    sampleId: textOf(fields.get('sampleId'), 'sampleId'),
    verdict,
    decidedAtMs: wholeNumber(fields.get('decidedAtMs'), 'decidedAtMs'),
    ...(author !== undefined && { author: textOf(author, 'author') }),
    ...(authorId !== undefined && { authorId: textOf(authorId, 'authorId') }),
    ...(reason !== undefined && { reason: textOf(reason, 'reason') }),
  };
}

export function readStoredNote(value: unknown): SampleNote {
  const fields = fieldsOf(value);
  const authorId = fields.get('authorId');
  return {
    sampleId: textOf(fields.get('sampleId'), 'sampleId'),
    text: textOf(fields.get('text'), 'text'),
    author: textOf(fields.get('author'), 'author'),
    ...(authorId !== undefined && { authorId: textOf(authorId, 'authorId') }),
    writtenAtMs: wholeNumber(fields.get('writtenAtMs'), 'writtenAtMs'),
  };
}

export function readStoredMark(value: unknown): AnnotationMark {
  const fields = fieldsOf(value);
  return {
    sampleId: textOf(fields.get('sampleId'), 'sampleId'),
    author: textOf(fields.get('author'), 'author'),
    markedAtMs: wholeNumber(fields.get('markedAtMs'), 'markedAtMs'),
  };
}

export function readStoredSelection(value: unknown): StoredSelection {
  const fields = fieldsOf(value);
  const scoringId = fields.get('scoringId');
  return {
    id: wholeNumber(fields.get('id'), 'id'),
    rule: readStoredRule(fields.get('rule')),
    scoringId: scoringId === undefined || scoringId === null ? undefined : wholeNumber(scoringId, 'scoringId'),
    madeAtMs: wholeNumber(fields.get('madeAtMs'), 'madeAtMs'),
  };
}

export function readStoredRule(value: unknown): SelectionOptions {
  const fields = fieldsOf(value);
  const strategy = SELECTION_STRATEGIES.find((known) => known === fields.get('strategy'));
  if (strategy === undefined) throw new TypeError('a rule without a strategy');
  return {
    strategy,
    keepRatio: readNumber(fields.get('keepRatio')),
    base: fields.get('base') === 'eligible-positives' ? 'eligible-positives' : 'all-positives',
    ifdCeiling: readNumber(fields.get('ifdCeiling')),
    negativeRatio: readNumber(fields.get('negativeRatio')),
    seed: wholeNumber(fields.get('seed'), 'seed'),
  };
}

export function readStoredMention(value: unknown): Mention {
  const fields = fieldsOf(value);
  const [fragments, conceptIds] = [fields.get('fragments'), fields.get('conceptIds')];
  return {
    id: textOf(fields.get('id'), 'id'),
    entityType: textOf(fields.get('entityType'), 'entityType'),
    quote: textOf(fields.get('quote'), 'quote'),
    span: readStoredSpan(fields.get('span')),
    ...(fragments !== undefined && { fragments: listOf(fragments, readStoredSpan) }),
    ...(conceptIds !== undefined && { conceptIds: listOf(conceptIds, (id) => textOf(id, 'conceptIds')) }),
  };
}

function readStoredSpan(value: unknown): Span {
  const fields = fieldsOf(value);
  return { start: wholeNumber(fields.get('start'), 'start'), end: wholeNumber(fields.get('end'), 'end') };
}

export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('expected a JSON object');
  return new Map(Object.entries(value));
}

export function listOf<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new TypeError('expected a JSON array');
  const items: readonly unknown[] = value;
  return items.map(read);
}

export function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new TypeError(`expected text as ${name}`);
  return value;
}

export function wholeNumber(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError(`expected a whole number as ${name}`);
  return value;
}
