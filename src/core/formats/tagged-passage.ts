import type { Mention, Passage } from '../corpus/corpus.ts';
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
  const mentions = readChunks(tags).flatMap(({ first, last, entityType }, index): Mention[] => {
    const start = starts[first] ?? 0;
    const end = (starts[last] ?? 0) + (tokens[last]?.length ?? 0);
    // Rows of JSON may hold empty tokens, which are no place in a text.
    if (end <= start) return [];
    return [{ id: `m${index + 1}`, span: { start, end }, entityType, quote: text.slice(start, end) }];
  });
  return { id, kind, text, mentions };
}
