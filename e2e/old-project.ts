import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';
import { rootDir } from '../scripts/run-command.mjs';

const PAGE_DIR = path.join(rootDir, 'node_modules/.cache/old-project-page');
const PAGE_PATH = '/old-project/';

export async function buildOldProjectPage(): Promise<void> {
  await build({
    root: path.join(rootDir, 'e2e/old-project-page'),
    base: PAGE_PATH,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    worker: { format: 'es' },
    build: { outDir: PAGE_DIR, emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0 },
  });
}

/** From the studio's own origin, where its disk is; the page itself is not one of the studio's. */
export async function openOldProjectPage(context: BrowserContext, baseURL: string): Promise<Page> {
  const page = await context.newPage();
  await page.route(`**${PAGE_PATH}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(PAGE_PATH.length);
    const file = path.join(PAGE_DIR, name === '' ? 'index.html' : name);
    await route.fulfill({ body: await readFile(file), contentType: typeOf(file) });
  });
  await page.goto(new URL(PAGE_PATH, baseURL).href);
  await page.waitForFunction(() => 'makeOldProject' in window);
  return page;
}

function typeOf(file: string): string {
  const types = new Map([
    ['.html', 'text/html'],
    ['.js', 'text/javascript'],
    ['.wasm', 'application/wasm'],
  ]);
  return types.get(path.extname(file)) ?? 'application/octet-stream';
}
