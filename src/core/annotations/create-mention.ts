import type { EntityType } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';
import { type EditOutcome, type OpenPassage, refused } from './annotation-edit.ts';
import { freeMentionIds, putMention, quoteOf } from './put-mention.ts';
import { standMention } from './stand-mention.ts';
import { trimSpan } from './trim-span.ts';

/**
 * Labels a piece of text. Outer blanks and punctuation are left out, but with `exact` (a person who chooses single
 * characters means them) only blanks.
 */
export function createMention(
  passage: OpenPassage,
  span: Span,
  { entityType, exact = false }: { readonly entityType: EntityType; readonly exact?: boolean },
): EditOutcome {
  if (span.start >= span.end) return refused('nothing-selected');
  const { text } = passage;
  const trimmed = exact ? trimBlanks(text, span) : trimSpan(text, span);
  if (trimmed.start >= trimmed.end) return refused('only-punctuation');
  const id = freeMentionIds(passage.mentions)([trimmed]);
  const after = standMention(text, { id, entityType, pieces: [trimmed] });
  return putMention(passage, { before: undefined, after }, `Label ${quoteOf(after)} ${entityType}`);
}

/** A span without its outer blanks; empty where there is nothing else. */
function trimBlanks(text: string, { start, end }: Span): Span {
  const piece = text.slice(start, end);
  const trimmedStart = start + piece.length - piece.trimStart().length;
  return { start: trimmedStart, end: Math.max(trimmedStart, start + piece.trimEnd().length) };
}
