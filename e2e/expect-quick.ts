import { expect, type TestInfo } from '@playwright/test';

/**
 * Prints how long something took. Only `npm run bench:page` holds it against a limit: how fast and how busy a machine
 * is says nothing of what was changed, so a test does not fail for it.
 */
export function expectQuick(
  testInfo: TestInfo,
  { what, ms, limitMs }: { readonly what: string; readonly ms: number; readonly limitMs: number },
): void {
  const words = `${what}: ${ms.toFixed(0)} ms`;
  console.log(words);
  testInfo.annotations.push({ type: 'measured', description: words });
  if (testInfo.project.name === 'bench') expect(ms, what).toBeLessThanOrEqual(limitMs);
}
