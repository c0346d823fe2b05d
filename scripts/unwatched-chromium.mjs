// @ts-check
/**
 * A Chromium whose page no debugger watches until it is asked for: with one, every `Error` that a library makes while
 * it loads (React makes five) has its file parsed again for the places in its stack, which no person's page does.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ensureChromium } from './find-chromium.mjs';

/** Where Chromium writes the port of its debugger. */
const portFile = 'DevToolsActivePort';

/** The browser's own beginning, which takes the processor from a page that is opened with it. */
const settleMs = 3000;

/**
 * Starts it, without a window.
 *
 * @param {string} profile folder
 * @returns {Promise<{ open: (address: string) => Promise<void>,
 *   connect: () => Promise<import('@playwright/test').Browser>, end: () => Promise<void> }>}
 *   `open` has a tab go to an address; `connect` puts Playwright on the browser; `end` waits until it has ended
 */
export async function startUnwatched(profile) {
  const file = path.join(profile, portFile);
  await rm(file, { force: true });
  const args = [
    '--headless=new',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--remote-debugging-port=0',
    '--window-size=1440,1000',
    `--user-data-dir=${profile}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const child = spawn(await ensureChromium(), [...args, 'about:blank'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await setTimeout(settleMs);
  const [port] = (await readFile(file, 'utf8')).split('\n');
  const debuggerAddress = `http://127.0.0.1:${port}`;
  return {
    open: async (address) => {
      const { ok, status } = await fetch(`${debuggerAddress}/json/new?${encodeURI(address)}`, { method: 'PUT' });
      if (!ok) throw new Error(`Chromium opened no tab: HTTP ${status}`);
    },
    connect: async () => {
      const { chromium } = await import('@playwright/test');
      return chromium.connectOverCDP(debuggerAddress);
    },
    end: async () => {
      child.kill();
      await ended;
    },
  };
}
