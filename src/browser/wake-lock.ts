/** Keeps the screen, and with it the computer, from going to sleep. */
export interface WakeLock {
  /** From now until `release`; does nothing where the browser has no such thing or refuses it. */
  hold(): void;
  release(): void;
}

/** The browser lets go whenever the page is hidden; it is asked again when the page is back. */
export function createScreenWakeLock(): WakeLock {
  let isHeld = false;
  let sentinel: Promise<WakeLockSentinel | undefined> | undefined;

  const request = (): void => {
    if (!isHeld || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    const before = sentinel;
    sentinel = navigator.wakeLock.request('screen').catch(() => undefined);
    const current = sentinel;
    void letGo(before);
    void current.then(() => {
      // Released while the browser was still asked.
      if (!isHeld) void letGo(current);
    });
  };
  const letGo = async (held: typeof sentinel): Promise<void> => {
    await (await held)?.release();
  };

  document.addEventListener('visibilitychange', request);
  return {
    hold: () => {
      if (isHeld) return;
      isHeld = true;
      request();
    },
    release: () => {
      isHeld = false;
      void letGo(sentinel);
      sentinel = undefined;
    },
  };
}
