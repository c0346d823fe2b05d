import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

type Axe = typeof axe;

declare global {
  interface Window {
    readonly axe: Axe;
  }
}

/** A page that never rests would be one to hear of. */
const MOST_READINGS = 10;

/** Nothing on the page as it is that axe knows as a fault. */
export async function expectNoFaults(page: Page): Promise<void> {
  // Through the debugger: the page's own policy refuses a script element, and so it should.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  // Light and dark change a moment after the browser's own setting does: axe would read one half of the page in each.
  await page.waitForFunction(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    return document.documentElement.dataset['mantineColorScheme'] === scheme && document.getAnimations().length === 0;
  });
  let reading = await readFaults(page);
  for (let again = 0; reading.changed && again < MOST_READINGS; again++) reading = await readFaults(page);
  expect(reading).toEqual({ faults: [], changed: false });
}

/**
 * `changed`: the page became another one under axe's hands, which then takes the state of one moment and the colours of
 * another (a button that is enabled just now and still has its disabled colour until the next frame).
 */
function readFaults(page: Page) {
  return page.evaluate(async () => {
    let changed = false;
    const observer = new MutationObserver(() => (changed = true));
    observer.observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true });
    const { violations } = await window.axe.run();
    observer.disconnect();
    return {
      faults: violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) })),
      changed,
    };
  });
}
