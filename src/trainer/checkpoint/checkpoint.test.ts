import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TrainRefusal } from '../train-problem.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { PARTIAL_SUFFIX, writeAtomically } from './write-atomically.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bioselect-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tensor = (name: string, values: readonly number[]) => {
  return { name, dims: [values.length], data: Float32Array.from(values) };
};
const checkpoint: Checkpoint = {
  state: {
    update: 12,
    evaluatedEpochs: 1,
    best: { epoch: 1, update: 10, score: 0.25 },
    fingerprint: { model: 'abc' },
    threads: 2,
    elapsedMs: 1234,
  },
  parameters: [tensor('a', [1, 2, 3]), tensor('b', [Math.PI])],
  firstMoments: [tensor('a', [0.1, 0.2, 0.3]), tensor('b', [0.4])],
  secondMoments: [tensor('a', [0.5, 0.6, 0.7]), tensor('b', [0.8])],
};

describe('a checkpoint', () => {
  test('comes back as it was written', async () => {
    const path = join(folder, 'whole.safetensors');
    await writeCheckpoint(path, checkpoint);
    expect(await readCheckpoint(path)).toEqual(checkpoint);
    expect(existsSync(path + PARTIAL_SUFFIX)).toBe(false);
  });

  test('that is not there is undefined', async () => {
    expect(await readCheckpoint(join(folder, 'none'))).toBeUndefined();
  });

  test.each([
    ['cut short', async (path: string) => truncate(path, 700)],
    ['with a flipped byte', flipLastByte],
    ['of something else', async (path: string) => writeFile(path, 'words, not tensors')],
  ])('%s is refused', async (_, damage) => {
    const path = join(folder, 'damaged.safetensors');
    await writeCheckpoint(path, checkpoint);
    await damage(path);
    await expect(readCheckpoint(path)).rejects.toThrow(TrainRefusal);
  });

  test.skipIf(!existsSync('/dev/full'))('that meets a full disk leaves the one before', async () => {
    const path = join(folder, 'kept.safetensors');
    await writeCheckpoint(path, checkpoint);
    await symlink('/dev/full', path + PARTIAL_SUFFIX);
    const later = { ...checkpoint, state: { ...checkpoint.state, update: 13 } };
    await expect(writeCheckpoint(path, later)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readCheckpoint(path)).toEqual(checkpoint);
    expect(existsSync(path + PARTIAL_SUFFIX)).toBe(false);
  });
});

test('a file written atomically replaces the one before', async () => {
  const path = join(folder, 'text');
  await writeAtomically(path, ['one']);
  await writeAtomically(path, ['t', 'wo']);
  expect(await readFile(path, 'utf8')).toBe('two');
});

async function flipLastByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(path, bytes);
}
