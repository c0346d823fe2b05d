import type { Span } from '../text/span.ts';

/** A unit of text that became one sample, with the sentences it is made of. */
export interface TextUnit {
  readonly span: Span;
  /** More than one where a mention reaches over their borders. */
  readonly sentences: readonly Span[];
}

/**
 * Joins the sentences that one of the mentions reaches over, so that each mention lies within one unit; what it covers
 * between sentences becomes part of the unit. Sentences that no mention joins stay as they are.
 *
 * @param sentences in the order of the text, apart from one another
 */
export function joinSentences(sentences: readonly Span[], mentions: readonly Span[]): readonly TextUnit[] {
  const crossing = mentions
    .filter((mention) => !isWithinOne(sentences, mention))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  if (crossing.length === 0) return sentences.map((span) => ({ span, sentences: [span] }));
  const units: { span: Span; sentences: Span[] }[] = [];
  let next = 0;
  const addSentencesBefore = (end: number): void => {
    for (let sentence = sentences[next]; sentence !== undefined && sentence.end <= end; sentence = sentences[next]) {
      units.push({ span: sentence, sentences: [sentence] });
      next += 1;
    }
  };
  for (const mention of crossing) {
    addSentencesBefore(mention.start);
    const last = units.at(-1);
    const continues = last !== undefined && last.span.end > mention.start;
    const unit = continues ? last : { span: mention, sentences: [] };
    if (!continues) units.push(unit);
    unit.span = hullOf(unit.span, mention);
    for (let sentence = sentences[next]; sentence !== undefined && sentence.start < unit.span.end;) {
      unit.sentences.push(sentence);
      unit.span = hullOf(unit.span, sentence);
      next += 1;
      sentence = sentences[next];
    }
  }
  addSentencesBefore(Infinity);
  return units;
}

/** @param sentences in the order of the text, apart from one another */
export function isWithinOne(sentences: readonly Span[], { start, end }: Span): boolean {
  let [low, high] = [0, sentences.length];
  // The last sentence that begins no later than the mention.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sentences[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return end <= (sentences[low - 1]?.end ?? -1);
}

function hullOf(one: Span, other: Span): Span {
  return { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}
