import type { Span } from '../text/span.ts';
import { type EditOutcome, type OpenPassage, refused } from './annotation-edit.ts';
import { findMention, putMention, quoteOf } from './put-mention.ts';
import { piecesOf, standMention } from './stand-mention.ts';
import { trimSpan } from './trim-span.ts';

/** Adds a piece of text to a mention, which may lie apart from it; one that overlaps or touches a part grows it. */
export function addPart(passage: OpenPassage, mentionId: string, span: Span): EditOutcome {
  const before = findMention(passage, mentionId);
  if (before === undefined) return refused('no-such-mention');
  if (span.start >= span.end) return refused('nothing-selected');
  const added = trimSpan(passage.text, span);
  if (added.start >= added.end) return refused('only-punctuation');
  const pieces = joinTouching([...piecesOf(before), added]);
  const after = standMention(passage.text, { ...before, pieces });
  if (after.quote === before.quote && pieces.length === piecesOf(before).length) return refused('nothing-changes');
  return putMention(passage, { before, after }, `Add a part to ${quoteOf(before)} to get ${quoteOf(after)}`);
}

/** Takes the part that holds an offset away, or the last one where none does. */
export function removePart(passage: OpenPassage, mentionId: string, offset: number): EditOutcome {
  const before = findMention(passage, mentionId);
  if (before === undefined) return refused('no-such-mention');
  const pieces = piecesOf(before);
  if (pieces.length === 1) return refused('only-part');
  const held = pieces.findIndex(({ start, end }) => start <= offset && offset < end);
  const index = held === -1 ? pieces.length - 1 : held;
  const after = standMention(passage.text, { ...before, pieces: pieces.filter((_, place) => place !== index) });
  return putMention(passage, { before, after }, `Take a part of ${quoteOf(before)} away to get ${quoteOf(after)}`);
}

function joinTouching(pieces: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const piece of pieces.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    const last = joined.at(-1);
    if (last === undefined || piece.start > last.end) joined.push(piece);
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, piece.end) };
  }
  return joined;
}
