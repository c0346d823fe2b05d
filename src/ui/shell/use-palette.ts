import { useEffect, useEffectEvent, useRef, useState } from 'react';

/** Whether the palette is open, what opens it, and what closes it: the focus goes back first, then the command runs. */
export function usePalette(): readonly [boolean, () => void, (run?: () => void) => void] {
  const [isOpen, setOpen] = useState(false);
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
    setOpen(true);
  };
  const close = (run?: () => void) => {
    chosen.current = run;
    setOpen(false);
  };
  return [isOpen, open, close];
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
