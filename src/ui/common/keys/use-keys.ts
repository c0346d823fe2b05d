import { useEffect, useEffectEvent } from 'react';

/** True while what has the focus takes text, so that a bare letter must stay a letter. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true;
  }
  if (!(target instanceof HTMLInputElement)) return false;
  return !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type);
}

/**
 * Calls `onKey` for key presses anywhere in the window, except while text is being typed or a dialog is open;
 * a press that `onKey` handles (returns true for) goes to no other. `first` is for keys that go before all others:
 in `g r` the `r` goes to Review and rejects nothing.
 */
export function useKeys(onKey: (event: KeyboardEvent) => boolean, options: { first?: boolean } = {}): void {
  const { first = false } = options;
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || takesText(event.target)) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
    if (onKey(event)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      handle(event);
    };
    window.addEventListener('keydown', listener, { capture: first });
    return () => {
      window.removeEventListener('keydown', listener, { capture: first });
    };
  }, [first]);
}
