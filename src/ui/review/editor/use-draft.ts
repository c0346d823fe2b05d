import { useCallback, useEffect, useRef, useState } from 'react';
import type { AnnotationEdit, MentionChange } from '../../../core/annotations/annotation-edit.ts';
import type { Mention } from '../../../core/corpus/corpus.ts';
import { shiftMention } from '../../../core/samples/mentions-within.ts';
import type { Sample } from '../../../core/samples/sample.ts';
import { useCommands } from '../../common/studio-context.tsx';

export interface Draft {
  /** The sample's mentions with the edit that is under way, if there is one. */
  readonly mentions: readonly Mention[];
  /** `settles` names the sample that counts as annotated with it. */
  readonly edit: (edit: AnnotationEdit, reason: string | undefined, settles: string | undefined) => void;
  /** Hands over the edit that is under way: the project then has it. */
  readonly settle: () => void;
}

/**
 * An edit is seen in the text with the next frame; the project, and the screen around the text with it, follow behind
 * that frame, or before anything else that the person does.
 */
export function useDraft(sample: Sample): Draft {
  const studio = useCommands();
  const [draft, setDraft] = useState<{ readonly of: Sample; readonly mentions: readonly Mention[] }>();
  const due = useRef<() => void>(undefined);

  const settle = useCallback(() => {
    const work = due.current;
    due.current = undefined;
    work?.();
  }, []);
  useEffect(() => {
    const events = ['keydown', 'pointerdown', 'click', 'pagehide', 'visibilitychange'];
    for (const event of events) window.addEventListener(event, settle, { capture: true });
    return () => {
      for (const event of events) window.removeEventListener(event, settle, { capture: true });
      settle();
    };
  }, [settle]);

  return {
    mentions: draft?.of === sample ? draft.mentions : sample.mentions,
    settle,
    edit: (edit, reason, settles) => {
      settle();
      const announced = studio.announceEdit();
      due.current = () => {
        setDraft(undefined);
        void studio.edit(edit, reason, settles);
        announced();
      };
      setDraft({ of: sample, mentions: mentionsAfter(sample, edit.changes) });
      requestAnimationFrame(() => {
        setTimeout(settle);
      });
    },
  };
}

/** A changed mention keeps its place in the list; a new one stands at its end. */
function mentionsAfter({ mentions, span }: Sample, changes: readonly MentionChange[]): readonly Mention[] {
  const after = new Map(mentions.map((mention) => [mention.id, mention]));
  for (const change of changes) {
    if (change.after === undefined) after.delete(change.mentionId);
    else after.set(change.mentionId, shiftMention(change.after, -span.start));
  }
  return [...after.values()];
}
