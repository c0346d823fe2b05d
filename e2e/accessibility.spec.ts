import { expect, test } from '@playwright/test';
import axe from 'axe-core';

type Axe = typeof axe;

declare global {
  interface Window {
    readonly axe: Axe;
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the first screen has no accessibility fault that axe knows, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await expect(page.locator('#root')).not.toBeEmpty();
    await page.waitForLoadState('networkidle');
    // Through the debugger: the page's own policy refuses a script element, and so it should.
    await page.evaluate(axe.source);
    const faults = await page.evaluate(async () => {
      const { violations } = await window.axe.run();
      return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
    });
    expect(faults).toEqual([]);
  });
}
