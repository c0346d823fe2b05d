import type { Page } from '@playwright/test';

/**
 * Drops files or folders of this machine on the middle of the window, as a person does from a file manager. Through
 * the debugger: a script cannot make a drop that holds a folder.
 *
 * @param files absolute paths
 */
export async function dropPaths(page: Page, files: readonly string[]): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const place = { x: Math.round(width / 2), y: Math.round(height / 2), data };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...place });
  }
  await session.detach();
}
