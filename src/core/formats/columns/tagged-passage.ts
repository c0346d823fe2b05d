import type { Mention, Passage } from '../../corpus/corpus.ts';
import type { Span } from '../../text/span.ts';
import { mentionId } from '../../corpus/mention-id.ts';
import { readChunks, type IobTag } from './iob-tags.ts';

/**
 * Tokens joined by one space, with a mention for each chunk of their tags.
 *
 * @param tags one a token, or none at all where every token is outside: most sentences have no mention.
 */
export function buildTaggedPassage(
  tokens: readonly string[],
  tags: readonly IobTag[],
  { id, kind }: Pick<Passage, 'id' | 'kind'>,
): Passage {
  const text = tokens.join(' ');
  if (tags.length === 0) return { id, kind, text, mentions: [] };
  const starts: number[] = [];
  let at = 0;
  for (const token of tokens) {
    starts.push(at);
    at += token.length + 1;
  }
  const placeOf = (index: number): Span => {
    const start = starts[index] ?? 0;
    return { start, end: start + (tokens[index]?.length ?? 0) };
  };
  return { id, kind, text, mentions: mentionsOf(text, tags, placeOf) };
}

/**
 * A mention for each chunk of tags.
 *
 * @param placeOf a token in the text; asked in the order of tokens
 */
export function mentionsOf(text: string, tags: readonly IobTag[], placeOf: (index: number) => Span): Mention[] {
  const mentions = readChunks(tags).map(({ first, last, entityType }, index): Mention => {
    const { start } = placeOf(first);
    const { end } = placeOf(last);
    return { id: mentionId(index), span: { start, end }, entityType, quote: text.slice(start, end) };
  });
  // Rows of JSON may hold empty tokens, which are no place in a text.
  return mentions.every(({ quote }) => quote !== '') ? mentions : mentions.filter(({ quote }) => quote !== '');
}
