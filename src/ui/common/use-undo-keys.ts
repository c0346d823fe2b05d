import { useCommands, useReadStudio } from './studio-context.tsx';
import { useActions } from './use-actions.ts';
import { useKeys } from './use-keys.ts';

export interface UndoKeys {
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Undo and redo on their keys, for a screen that has no keys of its own. `onDone` is told what was taken back. */
export function useUndoKeys(onDone: (message: string) => void): UndoKeys {
  const studio = useCommands();
  const readStudio = useReadStudio();
  const step = (kind: 'undo' | 'redo') => {
    void (async () => {
      const before = readStudio();
      await (kind === 'undo' ? studio.undo() : studio.redo());
      const other = kind === 'undo' ? 'redo' : 'undo';
      const done = readStudio()[other].at(-1);
      if (done === undefined || done === before[other].at(-1)) onDone(`There is nothing to ${kind}.`);
      else onDone(`${kind === 'undo' ? 'Undone' : 'Done again'}: ${done.label}.`);
    })();
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
