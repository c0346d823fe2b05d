import { findChromium } from '../scripts/find-chromium.mjs';

/** Says what to do where there is no browser, once and before the first test. */
export default async function needChromium(): Promise<void> {
  if ((await findChromium()) === undefined) throw new Error('There is no Chromium here; `npm test` gets one.');
}
