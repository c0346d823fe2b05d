import type { Mention, Passage } from '../corpus/corpus.ts';
import { type MentionEdit, type PassageEdits, uniqueMentions } from './current-corpus.ts';
import { freeMentionIds } from './put-mention.ts';
import { isSameMention, piecesOf } from './stand-mention.ts';

/** The file's mentions that were edited, by the ids that their edits are kept under: place and type of each. */
export type EditedOriginals = Readonly<Record<string, string>>;

/** Begins the key of an edit whose mention the file does not have in the reading that is open. */
const ABSENT = 'absent:';

/** The mentions that edits of a passage belong to, to find them again when the file is read as another format. */
export function originalsOf(imported: Passage, edits: PassageEdits): EditedOriginals {
  const byId = new Map(uniqueMentions(imported).map((mention) => [mention.id, placeOf(mention)]));
  return Object.fromEntries(
    [...edits.keys()].flatMap((id) => {
      const place = byId.get(id);
      return place === undefined ? [] : [[id, place]];
    }),
  );
}

/**
 * The edits of a passage whose text is the same and whose mentions may be others: the ids of a file's mentions are its
 * own, and the next reading gives them to others. An edit goes to the mention that has the place and the type which
 * the edited one had. Where there is none it waits for it under a key of its own: a mention that a person made of it
 * stays, and one that was deleted takes no other with it.
 */
export function carryEdits(after: Passage, edits: PassageEdits, originals: EditedOriginals): PassageEdits {
  const mentions = uniqueMentions(after);
  const byPlace = new Map(mentions.map((mention) => [placeOf(mention), mention.id]));
  const carried = new Map<string, MentionEdit>();
  const added: [id: string, edit: MentionEdit][] = [];
  for (const [id, edit] of edits) {
    const place = id.startsWith(ABSENT) ? id.slice(ABSENT.length) : originals[id];
    if (place !== undefined) {
      const key = byPlace.get(place) ?? `${ABSENT}${place}`;
      carried.set(key, withId(edit, key));
    } else added.push([id, edit]);
  }
  const taken = new Set([...mentions.map(({ id }) => id), ...carried.keys()]);
  const freeId = freeMentionIds([...taken, ...edits.keys()].map((id) => ({ id })));
  for (const [id, edit] of added) {
    if (edit.kind !== 'put') continue;
    // What the file has as well stands there once, and is the person's where the file has it no more.
    const same = mentions.find((mention) => isSameMention(mention, edit.mention))?.id;
    const key = same ?? (taken.has(id) ? freeId(piecesOf(edit.mention)) : id);
    carried.set(key, withId(edit, key));
  }
  return carried;
}

function withId(edit: MentionEdit, id: string): MentionEdit {
  return edit.kind === 'put' ? { kind: 'put', mention: { ...edit.mention, id } } : edit;
}

function placeOf(mention: Mention): string {
  const pieces = piecesOf(mention).map(({ start, end }) => `${start}-${end}`);
  return `${pieces.join('+')}:${mention.entityType}`;
}
