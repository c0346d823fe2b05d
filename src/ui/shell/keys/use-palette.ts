import { createSpotlight, type SpotlightStore } from '@mantine/spotlight';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ActionHandlers, ActionRegistry } from '../../common/keys/use-actions.ts';

export interface Palette {
  readonly store: SpotlightStore;
  /** What can be chosen: what the registry had when the palette was opened. */
  readonly handlers: ActionHandlers;
  readonly open: () => void;
  /** Says what to run when the palette has closed. */
  readonly choose: (run: () => void) => void;
  /** Gives the focus back to where it was, then runs what was chosen. */
  readonly closed: () => void;
}

export function usePalette(registry: ActionRegistry): Palette {
  const [[store, spotlight]] = useState(createSpotlight);
  const [handlers, setHandlers] = useState<ActionHandlers>({});
  const before = useRef<Element>(null);
  const chosen = useRef<() => void>(undefined);
  return {
    store,
    handlers,
    open: () => {
      before.current = document.activeElement;
      setHandlers(registry.all());
      spotlight.open();
      // Enter runs the first one, and ↓ goes to the second.
      store.updateState((state) => ({ ...state, selected: 0 }));
    },
    choose: (run) => {
      chosen.current = run;
    },
    closed: () => {
      const run = chosen.current;
      chosen.current = undefined;
      if (before.current instanceof HTMLElement) before.current.focus();
      run?.();
    },
  };
}

/** Ctrl+K or ⌘K, also while text is typed; not over another dialog. */
export function usePaletteKey(onOpen: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'k') return;
    event.preventDefault();
    if (document.querySelector('[role="dialog"], [role="alertdialog"]') === null) onOpen();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      press(event);
    };
    window.addEventListener('keydown', listener);
    return () => {
      window.removeEventListener('keydown', listener);
    };
  }, []);
}
