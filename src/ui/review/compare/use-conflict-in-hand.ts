import { type RefObject, useState } from 'react';
import type { SampleLocator } from '../../../storage/contract/sample-answers.ts';
import type { StudioState } from '../../../studio/state/state.ts';
import { locatorOfConflict } from '../../common/text/locator-of-conflict.ts';

type Conflict = StudioState['conflicts'][number];

/** A mention that is to be taken in hand once its sample is shown; each request is an object of its own. */
export interface WantedMention {
  /** Of the sample, in the corpus. */
  readonly place: number;
  readonly mentionId: string;
}

/** Opens a conflict's sample with what it is about in hand: the mention in its text, the note, or the decision's keys. */
export function useConflictInHand({
  note,
  showSample,
}: {
  readonly note: RefObject<HTMLTextAreaElement | null>;
  readonly showSample: (locator: SampleLocator, onShown: (at: number) => void) => void;
}): { readonly wanted: WantedMention | undefined; readonly editConflict: (conflict: Conflict) => void } {
  const [wanted, setWanted] = useState<WantedMention>();
  const editConflict = (conflict: Conflict): void => {
    const locator = locatorOfConflict(conflict);
    if (locator === undefined) return;
    showSample(locator, (place) => {
      switch (conflict.kind) {
        case 'mention':
          setWanted({ place, mentionId: conflict.mentionId });
          break;
        case 'overlap':
          setWanted({ place, mentionId: conflict.one.id });
          break;
        case 'note':
          note.current?.focus();
          break;
        case 'decision':
          document.getElementById('review-samples')?.focus();
          break;
        default:
          conflict satisfies never;
      }
    });
  };
  return { wanted, editConflict };
}
