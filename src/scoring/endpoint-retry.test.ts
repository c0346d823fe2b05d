import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RETRY_POLICY, isRetriableStatus, parseRetryAfter, retryDelayMs } from './endpoint-retry.ts';

describe('waits between attempts', () => {
  test('double, jitter over their upper half, and end at the longest', () => {
    const policy = { attemptCount: 9, firstDelayMs: 100, maxDelayMs: 1000 };
    const ceilings = [100, 200, 400, 800, 1000, 1000];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (failed, random) => {
        const ceiling = ceilings[failed - 1] ?? 0;
        const delay = retryDelayMs(policy, failed, { random, retryAfterMs: undefined });
        expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
        expect(delay).toBeLessThanOrEqual(ceiling);
      }),
    );
  });

  test('are never shorter than the server asks for, within reason', () => {
    const delay = (retryAfterMs: number): number => retryDelayMs(DEFAULT_RETRY_POLICY, 1, { random: 0, retryAfterMs });
    expect(delay(7000)).toBe(7000);
    expect(delay(1)).toBe(250);
    expect(delay(86_400_000)).toBe(300_000);
  });
});

test('Retry-After is seconds or a date', () => {
  const nowMs = Date.parse('2026-01-02T03:04:05Z');
  expect(parseRetryAfter('2', nowMs)).toBe(2000);
  expect(parseRetryAfter('Fri, 02 Jan 2026 03:04:15 GMT', nowMs)).toBe(10_000);
  expect(parseRetryAfter('Fri, 02 Jan 2026 03:00:00 GMT', nowMs)).toBe(0);
  for (const header of [null, '', 'soon']) expect(parseRetryAfter(header, nowMs)).toBeUndefined();
});

test('only what may pass is tried again', () => {
  expect([408, 429, 500, 502, 503, 504].every(isRetriableStatus)).toBe(true);
  expect([400, 401, 403, 404, 413, 422].some(isRetriableStatus)).toBe(false);
});
