import type { BrowserContext } from '@playwright/test';

/** What the screen showed while it said that all changes are saved. */
export interface SavedScreen {
  /** Key presses and clicks that the page had been given by then. */
  readonly inputCount: number;
  /** Files in the table of Corpus; none on another screen. */
  readonly files: readonly string[];
  /** What the merge says of itself; empty where there was none. */
  readonly merged: string;
  /** The figure "Done" of a run of scoring. */
  readonly scoredCount: number | undefined;
}

declare global {
  interface Window {
    watchedInputCount?: number;
    reportSaved?: (screen: SavedScreen) => Promise<void>;
  }
}

export interface SavedWatch {
  /** As far as they were told before the page was gone; whoever watches empties it. */
  screens: SavedScreen[];
}

/**
 * From the next page on, each frame that says "All changes saved" is told out of the browser at once: when that is
 * killed, there is nobody left to ask what it had shown.
 */
export async function watchSaved(context: BrowserContext): Promise<SavedWatch> {
  const watch: SavedWatch = { screens: [] };
  await context.exposeFunction('reportSaved', (screen: SavedScreen) => {
    watch.screens.push(screen);
  });
  await context.addInitScript(() => {
    if (window !== window.top) return;
    window.watchedInputCount = 0;
    const count = (): void => {
      window.watchedInputCount = (window.watchedInputCount ?? 0) + 1;
    };
    // Before the studio's own listeners, and no frame comes between the two.
    window.addEventListener('keydown', ({ key }) => !['Shift', 'Control'].includes(key) && count(), { capture: true });
    window.addEventListener('pointerup', count, { capture: true });
    let lastWords = '';
    const look = (): void => {
      requestAnimationFrame(look);
      if (document.querySelector('header [role="status"]')?.textContent !== 'All changes saved') return;
      const words = (query: string): string[] => [...document.querySelectorAll(query)].map((each) => each.textContent);
      const done = [...document.querySelectorAll('main dt')].find((each) => each.textContent === 'Done');
      const figure = /[\d,]+/u.exec(done?.nextElementSibling?.textContent ?? '')?.[0];
      const screen = {
        inputCount: window.watchedInputCount ?? 0,
        files: words('main th[scope="row"], main [role="rowheader"]'),
        merged: words('section[aria-label="Merge"]').join(' '),
        scoredCount: figure === undefined ? undefined : Number(figure.replaceAll(',', '')),
      };
      const told = JSON.stringify(screen);
      if (told === lastWords) return;
      lastWords = told;
      void window.reportSaved?.(screen);
    };
    requestAnimationFrame(look);
  });
  return watch;
}
