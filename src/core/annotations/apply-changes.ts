import type { Passage } from '../corpus/corpus.ts';
import type { MentionChange, PassageRef } from './annotation-edit.ts';
import {
  type CorpusEdits,
  type MentionState,
  type PassageEdits,
  passageKey,
  stateOf,
  withState,
} from './current-corpus.ts';

/** What has to be written down of one mention after changes. */
export interface MentionRecord {
  readonly passage: PassageRef;
  readonly mentionId: string;
  readonly state: MentionState;
}

export interface AppliedChanges {
  readonly edits: CorpusEdits;
  /** One for each change, in their order. */
  readonly records: readonly MentionRecord[];
}

/**
 * The edits after changes; `edits` itself stays as it is. Where the corpus does not have a passage (its file was taken
 * out), what the change says is kept for its return.
 */
export function applyChanges(
  edits: CorpusEdits,
  changes: readonly MentionChange[],
  findImported: (passage: PassageRef) => Passage | undefined,
): AppliedChanges {
  const next = new Map<string, PassageEdits>(edits);
  const records = changes.map((change): MentionRecord => {
    const { passage, mentionId } = change;
    const imported = findImported(passage);
    const state = imported === undefined ? unknownState(change) : stateOf(imported, change);
    const key = passageKey(passage);
    const ofPassage = withState(next.get(key), mentionId, state);
    if (ofPassage === undefined) next.delete(key);
    else next.set(key, ofPassage);
    return { passage, mentionId, state };
  });
  return { edits: next, records };
}

function unknownState({ after }: MentionChange): MentionState {
  return after === undefined ? { kind: 'deleted' } : { kind: 'put', mention: after };
}
