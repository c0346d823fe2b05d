import type { Mention } from '../corpus/corpus.ts';
import { isCharacterBorder } from '../text/character-borders.ts';
import { excerpt } from '../text/excerpt.ts';
import type { Span } from '../text/span.ts';
import { type EditOutcome, type EditRefusal, type OpenPassage, refused } from './annotation-edit.ts';
import { isSameMention, piecesOf } from './stand-mention.ts';

/** A mention's name as labels of acts show it. */
export function quoteOf({ quote }: Pick<Mention, 'quote'>): string {
  return `“${excerpt(quote)}”`;
}

/** Finds a mention of the passage by its id. */
export function findMention({ mentions }: OpenPassage, mentionId: string): Mention | undefined {
  return mentions.find(({ id }) => id === mentionId);
}

/**
 * Ids for mentions made by hand that none of the passage's mentions has: "e8-20", and "e8-20-2" where that is taken. They
 * say where the mention was put, so that two people who put one at two places, each in their own copy of the project,
 * do not give both one id, by which a merge would take them for one.
 */
export function freeMentionIds(mentions: readonly Pick<Mention, 'id'>[]): (pieces: readonly Span[]) => string {
  const taken = new Set(mentions.map(({ id }) => id));
  return (pieces) => {
    const wanted = `e${pieces.map(({ start, end }) => `${start}-${end}`).join('+')}`;
    let id = wanted;
    for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${count}`;
    taken.add(id);
    return id;
  };
}

/** The act that puts `after` in the place of `before`, or into the text where there was none; or why it may not. */
export function putMention(
  passage: OpenPassage,
  { before, after }: { readonly before: Mention | undefined; readonly after: Mention },
  label: string,
): EditOutcome {
  const refusal = findRefusal(passage, after);
  if (refusal !== undefined) return refused(refusal);
  const others = passage.mentions.filter(({ id }) => id !== after.id);
  if (others.some((other) => isSameMention(other, after))) return refused('same-mention-there');
  const change = { passage: passage.ref, mentionId: after.id, before, after };
  return { kind: 'edit', edit: { label, changes: [change] } };
}

function findRefusal({ text, within }: OpenPassage, mention: Mention): EditRefusal | undefined {
  const pieces = piecesOf(mention);
  const isInside = ({ start, end }: Mention['span']) => start < end && start >= within.start && end <= within.end;
  if (!pieces.every(isInside)) return 'outside-text';
  const isWhole = ({ start, end }: Mention['span']) => isCharacterBorder(text, start) && isCharacterBorder(text, end);
  return pieces.every(isWhole) ? undefined : 'splits-character';
}
