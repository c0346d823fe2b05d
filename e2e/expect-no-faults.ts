import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

type Axe = typeof axe;

declare global {
  interface Window {
    readonly axe: Axe;
  }
}

/** Nothing on the page as it is that axe knows as a fault. */
export async function expectNoFaults(page: Page): Promise<void> {
  // Through the debugger: the page's own policy refuses a script element, and so it should.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  // Light and dark change a moment after the browser's own setting does: axe would read one half of the page in each.
  await page.waitForFunction(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    return document.documentElement.dataset['mantineColorScheme'] === scheme && document.getAnimations().length === 0;
  });
  const faults = await page.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
  });
  expect(faults).toEqual([]);
}
