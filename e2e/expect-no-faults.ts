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
  const faults = await page.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
  });
  expect(faults).toEqual([]);
}
