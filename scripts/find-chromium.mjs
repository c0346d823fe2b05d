// @ts-check
/**
 * Finds a Chromium for the end-to-end tests, or gets one. In this order: CHROME_PATH, a browser of the system,
 * Playwright's own (its cache, then its download), the system's package manager when we are root on Linux.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installSystemPackage } from './install-system-package.mjs';
import { runBin } from './run-command.mjs';

const downloadTimeoutMs = 5 * 60_000;

const commandNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** @returns {readonly string[]} absolute paths that may not exist */
function systemCandidates() {
  if (process.platform === 'darwin') {
    return ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium'].flatMap((app) => [
      path.join('/Applications', app),
      path.join(process.env['HOME'] ?? '/', 'Applications', app),
    ]);
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .map((name) => process.env[name])
      .filter((folder) => folder !== undefined)
      .map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return commandNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/**
 * Whether it starts: on Ubuntu `chromium-browser` may only be a note to install a snap, and a downloaded browser may
 * lack the system's libraries. Windows' Chrome would open a window instead of answering, so there it must exist only.
 *
 * @param {string} executable
 */
function starts(executable) {
  if (!existsSync(executable)) return false;
  if (process.platform === 'win32') return true;
  const { status } = spawnSync(executable, ['--version'], { stdio: 'ignore', timeout: 30_000 });
  return status === 0;
}

/** @returns {Promise<string | undefined>} Playwright's own Chromium, when it has been downloaded and starts */
async function playwrightChromium() {
  const { chromium } = await import('@playwright/test');
  const executable = chromium.executablePath();
  return starts(executable) ? executable : undefined;
}

/**
 * What is on this machine already; nothing is installed.
 *
 * @returns {Promise<string | undefined>} absolute path of the executable
 */
export async function findChromium() {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (!starts(named)) throw new Error(`CHROME_PATH names "${named}", which does not exist or does not start.`);
    return named;
  }
  return systemCandidates().find(starts) ?? (await playwrightChromium());
}

/** As `findChromium`, but gets one where there is none. @returns {Promise<string>} rejects with what the person can do */
export async function ensureChromium() {
  const present = await findChromium();
  if (present !== undefined) return present;

  console.log("No Chrome or Chromium here. Trying Playwright's download …");
  await runBin('playwright', ['install', 'chromium', '--no-shell'], {
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' },
    timeoutMs: downloadTimeoutMs,
  });
  const downloaded = await playwrightChromium();
  if (downloaded !== undefined) return downloaded;

  await installSystemPackage({ 'apt-get': 'chromium', dnf: 'chromium', apk: 'chromium' });
  const installed = await findChromium();
  if (installed !== undefined) return installed;
  throw new Error(
    'The end-to-end tests need Chrome or Chromium and none could be found or installed. Install one, or set ' +
      'CHROME_PATH to its executable.',
  );
}
