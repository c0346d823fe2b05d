import { UNTYPED, type Mention, type Passage } from '../../corpus/corpus.ts';
import type { Span } from '../../text/span.ts';
import { splitSentences } from '../../text/split-sentences.ts';
import type { LossList } from '../common/loss-list.ts';

export interface TaggedToken {
  readonly token: string;
  readonly tag: string;
}

/** `BILOU` has L and U where `IOBES` has E and S. */
export type TagScheme = 'IOB2' | 'IOBES' | 'BILOU';

/**
 * The tokens of each sentence of a passage with their tags. Sentences of the column formats keep their tokens; other
 * text is cut at white space, at punctuation and at the edges of mentions. Of mentions that overlap the longer one is
 * kept; the others are counted as losses.
 */
export function tagPassage(passage: Passage, losses: LossList, scheme: TagScheme): TaggedToken[][] {
  const mentions = keepFlat(passage.mentions, losses);
  if (passage.given) losses.add('instructions and answers of given rows');
  losses.add('lists of concept identifiers', mentions.filter(({ conceptIds }) => conceptIds).length);

  const tokens = tokenize(passage, mentions);
  const tagged: TaggedToken[][] = [];
  const written = new Set<Mention>();
  for (const sentence of findSentences(passage, mentions)) {
    const inside = tokens.filter(({ start, end }) => sentence.start <= start && end <= sentence.end);
    if (inside.length === 0) continue;
    const mentionAt = ({ start, end }: Span): Mention | undefined =>
      mentions.find(({ span }) => span.start <= start && end <= span.end);
    tagged.push(
      inside.map((token, number): TaggedToken => {
        const mention = mentionAt(token);
        const isFirst = mention !== undefined && !written.has(mention);
        if (mention) written.add(mention);
        const next = inside[number + 1];
        const isLast = next === undefined || mentionAt(next) !== mention;
        const tag = tagOf(mention, prefixOf({ isFirst, isLast, scheme }), losses);
        return { token: passage.text.slice(token.start, token.end), tag };
      }),
    );
  }
  losses.add('mentions without a token', mentions.length - written.size);
  return tagged;
}

function prefixOf({ isFirst, isLast, scheme }: { isFirst: boolean; isLast: boolean; scheme: TagScheme }): string {
  if (scheme === 'IOBES' && isLast) return isFirst ? 'S' : 'E';
  if (scheme === 'BILOU' && isLast) return isFirst ? 'U' : 'L';
  return isFirst ? 'B' : 'I';
}

/** No overlaps and no gaps: the longer mention wins, then the earlier one. */
function keepFlat(mentions: readonly Mention[], losses: LossList): Mention[] {
  const kept: Mention[] = [];
  const byLength = mentions.toSorted(
    (a, b) => b.span.end - b.span.start - (a.span.end - a.span.start) || a.span.start - b.span.start,
  );
  for (const mention of byLength) {
    if (mention.fragments) losses.add('discontinuous mentions');
    else if (kept.some(({ span }) => span.start < mention.span.end && mention.span.start < span.end)) {
      losses.add('nested or overlapping mentions');
    } else kept.push(mention);
  }
  return kept.sort((a, b) => a.span.start - b.span.start);
}

function findSentences(passage: Passage, mentions: readonly Mention[]): Span[] {
  const whole = { start: 0, end: passage.text.length };
  if (passage.kind === 'sentence' || passage.given) return [whole];
  const sentences = passage.sentences ?? splitSentences(passage.text);
  const joined: Span[] = [];
  for (const sentence of sentences) {
    const before = joined[joined.length - 1];
    // A sentence border within a mention would cut it in two.
    const isCut = before && mentions.some(({ span }) => span.start < before.end && span.end > before.end);
    if (before && isCut) joined[joined.length - 1] = { start: before.start, end: sentence.end };
    else joined.push(sentence);
  }
  return joined;
}

function tokenize(passage: Passage, mentions: readonly Mention[]): Span[] {
  const pattern = passage.kind === 'sentence' ? /[^ \t\r\n]+/gu : /[\p{L}\p{M}\p{N}]+|[^\s]/gu;
  const edges = new Set(mentions.flatMap(({ span }) => [span.start, span.end]));
  const tokens: Span[] = [];
  for (const { 0: word, index } of passage.text.matchAll(pattern)) {
    let start = index;
    for (let at = index + 1; at < index + word.length; at += 1) {
      if (!edges.has(at)) continue;
      tokens.push({ start, end: at });
      start = at;
    }
    tokens.push({ start, end: index + word.length });
  }
  return tokens;
}

function tagOf(mention: Mention | undefined, prefix: string, losses: LossList): string {
  if (!mention) return 'O';
  if (mention.entityType === UNTYPED) return prefix;
  const entityType = mention.entityType.replace(/\s+/gu, '_');
  if (entityType !== mention.entityType) losses.add('white space in type names, written as "_"');
  return `${prefix}-${entityType}`;
}
