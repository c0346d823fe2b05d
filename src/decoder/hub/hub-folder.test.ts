import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailureError, type Failure } from '../../core/failure.ts';
import { startStandInHub, type StandInHub } from '../../testing/models/stand-in-hub.ts';
import { hubFolder } from './hub-folder.ts';
import type { HubStore } from './hub-store.ts';
import { openModel } from '../model/open-model.ts';

const MODEL = { name: 'tiny/qwen3', revision: 'main' };
const WEIGHTS = 'model.safetensors';
const fixtures = fileURLToPath(new URL('../../testing/fixtures/models/qwen3/', import.meta.url));
const files = new Map(readdirSync(fixtures).map((name) => [name, new Uint8Array(readFileSync(fixtures + name))]));

let hub: StandInHub;
let store: HubStore & { readonly entries: Map<string, Uint8Array> };

beforeEach(async () => {
  hub = await startStandInHub(MODEL.name, files);
  store = memoryStore();
});
afterEach(() => hub.close());

describe('a model of the hub', () => {
  it('is opened, with its progress in bytes, and the second time without the network', async () => {
    const seen: (readonly [number, number | undefined])[] = [];
    const first = await openModel(folder((loaded, total) => seen.push([loaded, total])));
    expect(first.name).toBe(MODEL.name);
    const [loaded, total] = seen.at(-1) ?? [];
    expect(loaded).toBe(total);
    expect(loaded).toBeGreaterThan(weights().length);
    expect(hub.answers.every(({ status }) => status === 200)).toBe(true);

    await hub.close();
    const second = await openModel(folder());
    expect(second.hash).toBe(first.hash);
  });

  it('is not asked for files that it does not have', async () => {
    expect(await folder().readBytes('model.safetensors.index.json')).toBeUndefined();
    expect(hub.answers).toHaveLength(1);
  });

  it('whose download breaks off goes on behind what has arrived', async () => {
    hub.breakAfter = 10_000;
    expect(await folder().readBytes(WEIGHTS)).toEqual(weights());
    const [, first, rest] = hub.answers;
    expect(first).toMatchObject({ range: undefined, status: 200 });
    expect(rest?.status).toBe(206);
    expect(Number(/^bytes=(\d+)-$/.exec(rest?.range ?? '')?.[1])).toBeGreaterThan(0);
  });

  it('that broke off for good goes on in the next session with the parts that are kept', async () => {
    const partial = await breakOff();
    expect(partial).toBeGreaterThan(0);
    expect(await folder().readBytes(WEIGHTS)).toEqual(weights());
    expect(hub.answers.at(-1)).toMatchObject({ range: `bytes=${partial}-`, status: 206 });
  });

  it('is fetched anew where the ETag has changed, so that two versions never mix', async () => {
    await breakOff();
    hub.version = 'v2';
    expect(await folder().readBytes(WEIGHTS)).toEqual(weights());
    expect(hub.answers.slice(-2)).toMatchObject([{ status: 206 }, { range: undefined, status: 200 }]);
  });

  it('with one wrong byte is refused and nothing of that file is kept', async () => {
    hub.isWrong = true;
    expect(await failureOf(folder().readBytes(WEIGHTS))).toMatchObject({ code: 'model-hash-mismatch', file: WEIGHTS });
    expect([...store.entries.keys()].filter((key) => key.includes('safetensors'))).toEqual([]);
    expect(await folder().readBytes(WEIGHTS)).toEqual(weights());
  });

  it.each([
    [401, 'model-access-denied'],
    [403, 'model-access-denied'],
    [404, 'model-not-on-hub'],
    [500, 'model-download-failed'],
  ] as const)('HTTP %i is %s', async (status, code) => {
    hub.status = status;
    expect(await failureOf(folder().readBytes('config.json'))).toMatchObject({ code });
    expect(store.entries.size).toBe(0);
  });

  it('without a connection is hub-unreachable', async () => {
    await hub.close();
    expect(await failureOf(folder().readBytes('config.json'))).toMatchObject({ code: 'hub-unreachable' });
  });

  it('of which the browser has cleared a part is fetched again', async () => {
    await folder().readBytes(WEIGHTS);
    for (const key of store.entries.keys()) if (key.includes('part-0')) store.entries.delete(key);
    expect(await folder().readBytes(WEIGHTS)).toEqual(weights());
  });

  it('that does not fit on the disk is storage-full', async () => {
    store.write = async () => {
      throw new FailureError({ code: 'storage-full', detail: 'quota' });
    };
    expect(await failureOf(folder().readBytes(WEIGHTS))).toMatchObject({ code: 'storage-full' });
  });
});

function folder(onProgress: (loaded: number, total: number | undefined) => void = () => undefined) {
  return hubFolder(MODEL, { store, onProgress, baseUrl: hub.baseUrl });
}

function weights(): Uint8Array {
  return files.get(WEIGHTS) ?? new Uint8Array();
}

/** Leaves a part of the weights in the store, as a page that is closed does; returns how many bytes. */
async function breakOff(): Promise<number> {
  hub.breakAfter = 10_000;
  const { write } = store;
  // The network is gone with the first part that is kept.
  store.write = async (key, bytes) => {
    await write(key, bytes);
    if (key.includes('part-0') && key.includes('safetensors')) hub.status = 500;
  };
  await failureOf(folder().readBytes(WEIGHTS));
  store.write = write;
  hub.status = undefined;
  const [part] = [...store.entries].filter(([key]) => key.includes('part-0') && key.includes('safetensors'));
  return part?.[1].byteLength ?? 0;
}

async function failureOf(work: Promise<unknown>): Promise<Failure | undefined> {
  try {
    await work;
    return undefined;
  } catch (thrown) {
    return thrown instanceof FailureError ? thrown.failure : undefined;
  }
}

function memoryStore(): HubStore & { readonly entries: Map<string, Uint8Array> } {
  const entries = new Map<string, Uint8Array>();
  return {
    entries,
    read: async (key) => entries.get(key),
    write: async (key, bytes) => {
      entries.set(key, bytes.slice());
    },
    remove: async (key) => {
      entries.delete(key);
    },
  };
}
