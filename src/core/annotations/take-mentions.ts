import type { Mention } from '../corpus/corpus.ts';
import { type EditOutcome, type MentionChange, type OpenPassage, refused } from './annotation-edit.ts';
import { findMention, freeMentionIds, quoteOf } from './put-mention.ts';
import { isSameMention, piecesOf, standMention, standsIn } from './stand-mention.ts';

export interface Exchange {
  /** Ids of the passage's own mentions that go. */
  readonly mine: readonly string[];
  /** What comes in their place, from the other side; of the same text. */
  readonly theirs: readonly Mention[];
}

/**
 * Takes the other side of a difference: its mentions come in the place of mine. Pairs are made in order, and a mention
 * of mine that has a counterpart keeps its id, so that it moves or changes its type instead of going and coming.
 */
export function takeMentions(passage: OpenPassage, { mine, theirs }: Exchange, side: string): EditOutcome {
  const own = mine.flatMap((id) => findMention(passage, id) ?? []);
  if (own.length < mine.length) return refused('no-such-mention');
  if (!theirs.every((mention) => standsIn(passage.text, mention))) return refused('outside-text');
  const kept = passage.mentions.filter(({ id }) => !mine.includes(id));
  const wanted = theirs.filter((mention) => !kept.some((other) => isSameMention(other, mention)));
  const freeId = freeMentionIds(passage.mentions);
  const changes = own.map((before, index): MentionChange => {
    const other = wanted[index];
    const after = other && standMention(passage.text, { ...other, id: before.id, pieces: piecesOf(other) });
    return { passage: passage.ref, mentionId: before.id, before, after };
  });
  for (const other of wanted.slice(own.length)) {
    const pieces = piecesOf(other);
    const after = standMention(passage.text, { ...other, id: freeId(pieces), pieces });
    changes.push({ passage: passage.ref, mentionId: after.id, before: undefined, after });
  }
  if (changes.length === 0) return refused('nothing-changes');
  const subject = theirs[0] ?? own[0];
  return { kind: 'edit', edit: { label: `Take ${subject ? quoteOf(subject) : 'it'} as ${side} has it`, changes } };
}
