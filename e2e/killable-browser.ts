import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium, type BrowserContext } from '@playwright/test';
import { watchRequests } from './watch-requests.ts';

export interface KillableBrowser {
  readonly context: BrowserContext;
  /** SIGKILL to the browser and all its processes; resolves when it is gone. */
  kill(): Promise<void>;
}

/** A browser in processes of our own, whose profile stays on the disk when they are killed. */
export async function startKillableBrowser(
  profileDir: string,
  { executablePath, args }: { readonly executablePath: string; readonly args: readonly string[] },
): Promise<KillableBrowser> {
  const child = spawn(
    executablePath,
    [...args, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profileDir}`, 'about:blank'],
    // Its own process group: the signal then reaches the renderers too.
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await gone;
  };
  for await (const line of createInterface(child.stderr)) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    if (context === undefined) break;
    watchRequests(context);
    // A full pipe would hold the browser up; leaving the loop stops reading it.
    setImmediate(() => child.stderr.resume());
    const killAndForget = async (): Promise<void> => {
      await kill();
      // The process ends before its connection does; a test that is over by then would still ask it for its trace.
      if (browser.isConnected()) await new Promise((resolve) => browser.once('disconnected', resolve));
    };
    return { context, kill: killAndForget };
  }
  await kill();
  throw new Error('the browser did not start');
}
