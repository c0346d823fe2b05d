import { afterEach, describe, expect, it, vi } from 'vitest';
import { findChromium } from './find-chromium.mjs';

afterEach(() => vi.unstubAllEnvs());

describe('findChromium', () => {
  it('says so when CHROME_PATH names nothing that starts, and takes no other browser instead', async () => {
    vi.stubEnv('CHROME_PATH', '/no/such/chrome');
    await expect(findChromium()).rejects.toThrow('CHROME_PATH');
  });
});
