import type { RefObject } from 'react';
import { useActions } from '../common/keys/use-actions.ts';
import { useKeys } from '../common/keys/use-keys.ts';
import type { ReviewPanel } from './pick/review-actions.tsx';
import type { SampleDecisions } from './pick/use-sample-decisions.tsx';
import type { Navigation } from './use-navigation.ts';

/** Arrow keys keep their meaning inside a control that uses them itself. */
function ownsArrows(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="radiogroup"], [role="slider"], select, input') !== null;
}

export interface ReviewActionTargets {
  readonly decisions: Pick<SampleDecisions, 'decide' | 'complete'>;
  readonly navigation: Pick<Navigation, 'move' | 'stepBack'>;
  readonly setPanel: (panel: ReviewPanel) => void;
  readonly text: RefObject<HTMLElement | null>;
  readonly note: RefObject<HTMLElement | null>;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** Puts what can be done in Review on its keys and into the palette. */
export function useReviewActions({ decisions, navigation, setPanel, text, note, search }: ReviewActionTargets): void {
  const { decide, complete } = decisions;
  const { move, stepBack } = navigation;
  useActions({
    approve: () => {
      decide('approved');
    },
    reject: () => {
      decide('rejected');
    },
    unsure: () => {
      decide('unsure');
    },
    undecide: () => {
      decide('undecided');
    },
    undo: () => {
      stepBack('undo');
    },
    redo: () => {
      stepBack('redo');
    },
    'next-sample': () => {
      move(1);
    },
    'previous-sample': () => {
      move(-1);
    },
    edit: () => {
      text.current?.focus();
    },
    note: () => {
      note.current?.focus();
    },
    search: () => {
      search.current?.focus();
      search.current?.select();
    },
    'mark-complete': complete,
    'mark-shown': () => {
      setPanel('complete');
    },
    'decide-shown': () => {
      setPanel('bulk');
    },
    suggestions: () => {
      setPanel('suggestions');
    },
    agreement: () => {
      setPanel('agreement');
    },
    guidelines: () => {
      setPanel('guidelines');
    },
  });
  useKeys((event) => {
    if (event.altKey) return false;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      stepBack(event.shiftKey ? 'redo' : 'undo');
      return true;
    }
    const arrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (!arrow || event.ctrlKey || event.metaKey || event.shiftKey || ownsArrows(event.target)) return false;
    move(event.key === 'ArrowDown' ? 1 : -1);
    return true;
  });
}
