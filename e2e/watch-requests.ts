import type { BrowserContext } from '@playwright/test';

const watched = new WeakSet<BrowserContext>();
/** Addresses that pages and their workers asked for, in every browser that is watched. */
let asked: string[] = [];

export function watchRequests(context: BrowserContext): void {
  if (watched.has(context)) return;
  watched.add(context);
  context.on('request', (request) => asked.push(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => asked.push(socket.url())));
}

/** Those that led elsewhere than to one of these beginnings, and forgets all of them. */
export function takeStrangers(homes: readonly string[]): readonly string[] {
  const strangers = asked.filter((url) => !homes.some((home) => url.startsWith(home)));
  asked = [];
  return strangers;
}
