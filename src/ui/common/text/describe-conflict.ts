import { DEFAULT_AUTHOR } from '../../../studio/state/slices/review-slice.ts';
import type { MentionEdit } from '../../../core/annotations/current-corpus.ts';
import type { Mention } from '../../../core/corpus/corpus.ts';
import type { ConflictChoice } from '../../../core/merge/merge-conflict.ts';
import { excerpt } from '../../../core/text/excerpt.ts';
import { choicesOf } from '../../../studio/edits/settle-changes.ts';
import type { StudioState } from '../../../studio/state/state.ts';

type Conflict = StudioState['conflicts'][number];

/** A choice as the person knows it: which side is theirs depends on the copy that they work in. */
export type PersonChoice = 'mine' | 'theirs' | 'both' | 'neither' | 'by-hand';

export interface ConflictSideWords {
  readonly choice: Extract<PersonChoice, 'mine' | 'theirs'>;
  /** "Mine", or whose it is. */
  readonly owner: string;
  /** Who, told apart from another of the same name; undefined where it is not known. */
  readonly who: string | undefined;
  readonly words: string;
  /** What stands on this side in the text, its places in the passage. */
  readonly mention: Mention | undefined;
}

/** What a conflict is about and what the two sides of it say, the person's own first. */
export interface ConflictWords {
  /** "Decision", "Note", "“aspirin”": never an id. */
  readonly about: string;
  readonly sides: readonly [ConflictSideWords, ConflictSideWords];
  readonly choices: readonly { readonly id: PersonChoice; readonly choice: ConflictChoice; readonly label: string }[];
}

export function describeConflict(conflict: Conflict, copyId: string | undefined): ConflictWords {
  const { sides } = conflict;
  const isOtherMine = sides !== undefined && sides.other.copyId === copyId && sides.standing.copyId !== copyId;
  const isAnyMine = isOtherMine || (sides !== undefined && sides.standing.copyId === copyId);
  const [mine, theirs] = isOtherMine ? (['other', 'standing'] as const) : (['standing', 'other'] as const);
  const names = { mine: authorOf(conflict, mine), theirs: authorOf(conflict, theirs) };
  const areAlike = (names.mine ?? DEFAULT_AUTHOR) === (names.theirs ?? DEFAULT_AUTHOR);
  const describe = (choice: 'mine' | 'theirs'): ConflictSideWords => {
    const side = choice === 'mine' ? mine : theirs;
    const where = choice === 'mine' && isAnyMine ? 'this copy' : 'other copy';
    const name = names[choice] ?? (sides === undefined ? undefined : DEFAULT_AUTHOR);
    return {
      choice,
      owner: ownerWords(choice, { isAnyMine, isKnown: sides !== undefined }),
      who: name === undefined ? undefined : `${name}${areAlike && sides !== undefined ? ` (${where})` : ''}`,
      ...sideWords(conflict, side),
    };
  };
  const own = describe('mine');
  const other = describe('theirs');
  const choices = choicesOf(conflict).map((choice) => {
    const id = personChoice(choice, mine);
    return { id, choice, label: choiceLabel(id, { conflict, own, other }) };
  });
  const order: readonly PersonChoice[] = ['mine', 'theirs', 'both', 'neither', 'by-hand'];
  return {
    about: aboutOf(conflict),
    sides: [own, other],
    choices: choices.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
  };
}

/** How a conflict was decided, in words. */
export function describeSettled(conflict: Conflict, choice: ConflictChoice, copyId: string | undefined): string {
  const words = describeConflict(conflict, copyId);
  const made = words.choices.find((each) => each.choice === choice);
  return made?.label ?? 'decided';
}

function ownerWords(
  choice: 'mine' | 'theirs',
  { isAnyMine, isKnown }: { readonly isAnyMine: boolean; readonly isKnown: boolean },
): string {
  if (isAnyMine) return choice === 'mine' ? 'Mine' : 'Theirs';
  if (isKnown) return choice === 'mine' ? 'One copy' : 'The other copy';
  return choice === 'mine' ? 'What stands' : 'The other copy';
}

function personChoice(choice: ConflictChoice, mine: 'standing' | 'other'): PersonChoice {
  switch (choice) {
    case 'standing':
    case 'other':
      return choice === mine ? 'mine' : 'theirs';
    case 'edited':
      return 'by-hand';
    case 'both':
    case 'neither':
      return choice;
    default:
      return choice satisfies never;
  }
}

function choiceLabel(
  id: PersonChoice,
  of: { readonly conflict: Conflict; readonly own: ConflictSideWords; readonly other: ConflictSideWords },
): string {
  switch (id) {
    case 'mine':
      return `${of.own.owner}: ${of.own.words}`;
    case 'theirs':
      return `${of.other.owner}: ${of.other.words}`;
    case 'both':
      return of.conflict.kind === 'note' ? 'Both notes' : 'Both mentions';
    case 'neither':
      return neitherWords(of.conflict);
    case 'by-hand':
      return 'By hand';
    default:
      return id satisfies never;
  }
}

function neitherWords({ kind }: Conflict): string {
  switch (kind) {
    case 'decision':
      return 'Neither: undecided';
    case 'note':
      return 'Neither: no note';
    case 'mention':
    case 'overlap':
      return 'Neither: no mention';
    default:
      return kind satisfies never;
  }
}

function aboutOf(conflict: Conflict): string {
  switch (conflict.kind) {
    case 'decision':
      return 'Decision';
    case 'note':
      return 'Note';
    case 'mention': {
      const mention = mentionOf(conflict.standing) ?? mentionOf(conflict.other);
      return mention === undefined ? 'Mention' : `“${excerpt(mention.quote)}”`;
    }
    case 'overlap':
      return `“${excerpt(conflict.one.quote)}” and “${excerpt(conflict.other.quote)}”`;
    default:
      return conflict satisfies never;
  }
}

function sideWords(
  conflict: Conflict,
  side: 'standing' | 'other',
): { readonly words: string; readonly mention: Mention | undefined } {
  switch (conflict.kind) {
    case 'decision':
      return { words: conflict[side]?.verdict ?? 'undecided', mention: undefined };
    case 'note': {
      const text = conflict[side]?.text;
      return { words: text === undefined ? 'no note' : `“${excerpt(text)}”`, mention: undefined };
    }
    case 'mention': {
      const mention = mentionOf(conflict[side]);
      return { words: mention === undefined ? 'no mention' : mentionWords(mention), mention };
    }
    case 'overlap': {
      const mention = side === 'standing' ? conflict.one : conflict.other;
      return { words: mentionWords(mention), mention };
    }
    default:
      return conflict satisfies never;
  }
}

function authorOf(conflict: Conflict, side: 'standing' | 'other'): string | undefined {
  const said = conflict.kind === 'decision' || conflict.kind === 'note' ? conflict[side]?.author : undefined;
  return said ?? conflict.sides?.[side].author;
}

function mentionOf(edit: MentionEdit): Mention | undefined {
  return edit.kind === 'put' ? edit.mention : undefined;
}

function mentionWords({ quote, entityType }: Mention): string {
  return `${entityType} “${excerpt(quote)}”`;
}
