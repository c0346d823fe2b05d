import { existsSync, readFileSync } from 'node:fs';
import { describe } from 'vitest';

/** Path of reference data that may lie beside the repository; it is no part of it. */
export function sharedPath(path: string): string {
  return `../shared/${path}`;
}

/** `describe` for tests of data beside the repository, or a skip that says why. */
export function describeIfShared(path: string): typeof describe.skip {
  const isPresent = existsSync(sharedPath(path));
  if (!isPresent) process.stdout.write(`skipped: ${sharedPath(path)} is not there\n`);
  return describe.skipIf(!isPresent);
}

export function readJsonLines<Row>(path: string): Row[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line));
}
