import type { SaidOfAct } from '../layout/act-message.tsx';
import { useActions } from './use-actions.ts';
import { useKeys } from './use-keys.ts';
import { type StepBackKind, useStepBack } from './use-step-back.ts';

export interface UndoKeys {
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Undo and redo on their keys, for a screen that has no keys of its own. `onDone` is told what was taken back. */
export function useUndoKeys(onDone: (said: SaidOfAct) => void): UndoKeys {
  const stepBack = useStepBack();
  const step = (kind: StepBackKind) => {
    void stepBack(kind).then(({ said }) => {
      onDone(said);
    });
  };
  const keys = {
    undo: () => {
      step('undo');
    },
    redo: () => {
      step('redo');
    },
  };
  useActions(keys);
  useKeys((event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return false;
    step(event.shiftKey ? 'redo' : 'undo');
    return true;
  });
  return keys;
}
