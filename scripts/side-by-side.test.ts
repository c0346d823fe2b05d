import { expect, it } from 'vitest';
import { runSideBySide } from './side-by-side.mjs';

/** Checks that end when the test says so. */
function createChecks(names: readonly string[]) {
  const begun: string[] = [];
  const ends = new Map<string, (result: { code: number; output: string }) => void>();
  const checks = names.map((name) => ({
    name,
    perform: () => {
      begun.push(name);
      return new Promise<{ code: number; output: string }>((resolve) => ends.set(name, resolve));
    },
  }));
  const end = async (name: string, code = 0): Promise<void> => {
    ends.get(name)?.({ code, output: `${name} says so` });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, checks, end };
}

it('performs two at a time and tells of them in the order of the list', async () => {
  const { begun, checks, end } = createChecks(['a', 'b', 'c', 'd']);
  const told: string[] = [];
  const all = runSideBySide(checks, { limit: 2, onResult: ({ output }) => told.push(output) });
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('c');
  expect(told).toEqual([]);
  await end('a');
  expect(told).toEqual(['a says so', 'b says so', 'c says so']);
  await end('d');
  expect((await all).map(({ name, code }) => [name, code])).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 0],
    ['d', 0],
  ]);
});

it('goes on behind a check that fails or throws, and tells of both', async () => {
  const told: [string, number, string][] = [];
  const checks = [
    { name: 'fails', perform: async () => ({ code: 3, output: 'no' }) },
    { name: 'throws', perform: () => Promise.reject(new Error('not installed')) },
    { name: 'passes', perform: async () => ({ code: 0, output: '' }) },
  ];
  await runSideBySide(checks, { limit: 1, onResult: ({ name, code, output }) => told.push([name, code, output]) });
  expect(told).toEqual([
    ['fails', 3, 'no'],
    ['throws', 1, 'not installed\n'],
    ['passes', 0, ''],
  ]);
});

it('has nothing to do where there is no check', async () => {
  expect(await runSideBySide([], { limit: 2, onResult: () => expect.unreachable() })).toEqual([]);
});
