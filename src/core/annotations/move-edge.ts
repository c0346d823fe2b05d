import { type EditOutcome, type OpenPassage, refused } from './annotation-edit.ts';
import { findMention, putMention, quoteOf } from './put-mention.ts';
import { piecesOf, standMention } from './stand-mention.ts';

export interface EdgeMove {
  readonly edge: 'start' | 'end';
  /** Where the edge goes, in UTF-16 units of the passage's text. */
  readonly to: number;
}

/**
 * Moves the first or last edge of a mention; id, type and concept ids stay. Of one in several parts the first or the
 * last part grows or shrinks, and may not vanish.
 */
export function moveEdge(passage: OpenPassage, mentionId: string, { edge, to }: EdgeMove): EditOutcome {
  const before = findMention(passage, mentionId);
  if (before === undefined) return refused('no-such-mention');
  if (before.span[edge] === to) return refused('nothing-changes');
  const pieces = [...piecesOf(before)];
  const index = edge === 'start' ? 0 : pieces.length - 1;
  const piece = pieces[index] ?? before.span;
  if (edge === 'start' ? to >= piece.end : to <= piece.start) return refused('edge-past-other');
  pieces[index] = { ...piece, [edge]: to };
  const after = standMention(passage.text, { ...before, pieces });
  return putMention(passage, { before, after }, `Move the ${edge} of ${quoteOf(before)} to get ${quoteOf(after)}`);
}
