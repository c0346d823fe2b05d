import { expect, test as base, type Browser } from '@playwright/test';
import { takeStrangers, watchRequests } from './watch-requests.ts';

interface LocalFixtures {
  /** Beginnings of addresses beyond the studio's own that a test may ask for: what it says so of is answered by itself. */
  readonly outside: readonly string[];
  readonly localOnly: undefined;
}

/** What is no request to a machine. */
const WITHIN_THE_PAGE = ['data:', 'blob:', 'about:'];

/** A test that fails where the studio, in whatever page, tab or worker of it, asks for anything beyond its own address. */
export const test = base.extend<LocalFixtures>({
  outside: [[], { option: true }],
  context: async ({ context }, run) => {
    watchRequests(context);
    await run(context);
  },
  localOnly: [
    async ({ browser, baseURL, outside }, run) => {
      const stop = watchNewContexts(browser);
      takeStrangers([]);
      await run(undefined);
      stop();
      const homes = [...(baseURL === undefined ? [] : [baseURL]), ...WITHIN_THE_PAGE, ...outside];
      expect(takeStrangers(homes), 'requests that leave the studio').toEqual([]);
    },
    { auto: true },
  ],
});

/** Those that a test makes by itself, such as another person's. */
function watchNewContexts(browser: Browser): () => void {
  const { newContext } = browser;
  browser.newContext = async (...args) => {
    const context = await Reflect.apply(newContext, browser, args);
    watchRequests(context);
    return context;
  };
  return () => {
    browser.newContext = newContext;
  };
}
