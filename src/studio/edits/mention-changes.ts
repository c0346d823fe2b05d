import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import { type CorpusEdits, passageKey, uniqueMentions } from '../../core/annotations/current-corpus.ts';
import type { Mention, Passage } from '../../core/corpus/corpus.ts';
import type { ReviewChange } from '../../core/merge/review-step.ts';

/** Passages as the file has them, by `passageKey`; all that a merge or a conflict is about. */
export type Imported = ReadonlyMap<string, Passage | undefined>;

/** What makes a mention as the record says. */
export function mentionChange(edits: CorpusEdits, imported: Imported, record: MentionRecord): ReviewChange {
  const { passage, mentionId, state } = record;
  return {
    kind: 'mention',
    passage,
    mentionId,
    before: currentMention(edits, imported, record),
    after: afterOf(imported, record, state),
  };
}

export function importedMention(
  imported: Imported,
  { passage, mentionId }: Pick<MentionRecord, 'passage' | 'mentionId'>,
): Mention | undefined {
  const found = imported.get(passageKey(passage));
  return found && uniqueMentions(found).find(({ id }) => id === mentionId);
}

export function currentMention(
  edits: CorpusEdits,
  imported: Imported,
  of: Pick<MentionRecord, 'passage' | 'mentionId'>,
): Mention | undefined {
  const edit = edits.get(passageKey(of.passage))?.get(of.mentionId);
  if (edit !== undefined) return edit.kind === 'put' ? edit.mention : undefined;
  return importedMention(imported, of);
}

function afterOf(imported: Imported, of: MentionRecord, state: MentionRecord['state']): Mention | undefined {
  switch (state.kind) {
    case 'put':
      return state.mention;
    case 'deleted':
      return undefined;
    case 'as-imported':
      return importedMention(imported, of);
    default:
      return state satisfies never;
  }
}
