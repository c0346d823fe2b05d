import type { EntityType } from '../corpus/corpus.ts';
import { type EditOutcome, type OpenPassage, refused } from './annotation-edit.ts';
import { findMention, putMention, quoteOf } from './put-mention.ts';

/** Another type in the same place; id and concept ids stay. */
export function relabelMention(passage: OpenPassage, mentionId: string, entityType: EntityType): EditOutcome {
  const before = findMention(passage, mentionId);
  if (before === undefined) return refused('no-such-mention');
  if (before.entityType === entityType) return refused('nothing-changes');
  const label = `Relabel ${quoteOf(before)} from ${before.entityType} to ${entityType}`;
  return putMention(passage, { before, after: { ...before, entityType } }, label);
}

/** Deletes a mention; refused where the passage has none of that id. */
export function deleteMention(passage: OpenPassage, mentionId: string): EditOutcome {
  const before = findMention(passage, mentionId);
  if (before === undefined) return refused('no-such-mention');
  const label = `Delete ${before.entityType} ${quoteOf(before)}`;
  return { kind: 'edit', edit: { label, changes: [{ passage: passage.ref, mentionId, before, after: undefined }] } };
}

/** Identifiers in a vocabulary; blank and repeated ones are left out, none at all takes the field away. */
export function setConceptIds(passage: OpenPassage, mentionId: string, conceptIds: readonly string[]): EditOutcome {
  const before = findMention(passage, mentionId);
  if (before === undefined) return refused('no-such-mention');
  const ids = [...new Set(conceptIds.map((id) => id.trim()))].filter((id) => id !== '');
  const known = before.conceptIds ?? [];
  if (ids.length === known.length && ids.every((id, index) => id === known[index])) return refused('nothing-changes');
  const { conceptIds: _, ...rest } = before;
  const after = ids.length === 0 ? rest : { ...rest, conceptIds: ids };
  const label =
    ids.length === 0 ? `Take the concept ids of ${quoteOf(before)} away` : `Give ${quoteOf(before)} ${ids.join(', ')}`;
  const change = { passage: passage.ref, mentionId, before, after };
  return { kind: 'edit', edit: { label, changes: [change] } };
}
