import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ActionHandlers, ActionRegistry } from '../../common/keys/use-actions.ts';

export interface Palette {
  /** What can be chosen; undefined while the palette is closed. */
  readonly handlers: ActionHandlers | undefined;
  readonly open: () => void;
  /** The focus goes back to where it was, then the command runs. */
  readonly close: (run?: () => void) => void;
}

/** The palette over what the registry has at the moment when it is opened. */
export function usePalette(registry: ActionRegistry): Palette {
  const [handlers, setHandlers] = useState<ActionHandlers>();
  const isOpen = handlers !== undefined;
  const before = useRef<Element>(null);
  const chosen = useRef<() => void>(undefined);
  useEffect(() => {
    if (isOpen) return;
    if (before.current instanceof HTMLElement) before.current.focus();
    before.current = null;
    chosen.current?.();
    chosen.current = undefined;
  }, [isOpen]);
  const open = () => {
    before.current = document.activeElement;
    setHandlers(registry.all());
  };
  const close = (run?: () => void) => {
    chosen.current = run;
    setHandlers(undefined);
  };
  return { handlers, open, close };
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
