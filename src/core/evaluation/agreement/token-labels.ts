import { wordSpans } from '../../annotations/word-spans.ts';
import { piecesOf } from '../../annotations/stand-mention.ts';
import type { EntityType, Mention } from '../../corpus/corpus.ts';
import type { Span } from '../../text/span.ts';

/** Label of a token that no mention overlaps. */
const OUTSIDE = '';

/** Splits a text into tokens for agreement: words without outer punctuation, each with a letter or digit. */
export function agreementTokens(text: string): Span[] {
  return wordSpans(text).filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)));
}

/**
 * A label for each token: the types of all mentions that share a character with it, in order of name, so that a token
 * in a Disease inside a Chemical has one label of its own; `OUTSIDE` where there are none.
 *
 * @param types only these count where given
 */
export function tokenLabels(
  tokens: readonly Span[],
  mentions: readonly Mention[],
  types?: ReadonlySet<EntityType>,
): readonly string[] {
  const pieces = mentions
    .filter(({ entityType }) => types === undefined || types.has(entityType))
    .flatMap((mention) => piecesOf(mention).map(({ start, end }) => ({ start, end, type: mention.entityType })))
    .toSorted((a, b) => a.start - b.start);
  let open: { readonly start: number; readonly end: number; readonly type: EntityType }[] = [];
  let next = 0;
  return tokens.map(({ start, end }) => {
    for (let piece = pieces[next]; piece !== undefined && piece.start < end; piece = pieces[next]) {
      open.push(piece);
      next += 1;
    }
    open = open.filter((piece) => piece.end > start);
    if (open.length === 0) return OUTSIDE;
    return [...new Set(open.map(({ type }) => type))].toSorted().join('\n');
  });
}
