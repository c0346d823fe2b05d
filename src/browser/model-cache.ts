import { HUB_CACHE, parseHubIndex, parseHubKey, parseHubLoaded, type HubModelId } from '../core/hub-cache.ts';

/** A model of the hub of which something is on this device's disk. */
export interface CachedModel extends HubModelId {
  /** On the disk; of a download that broke off, what has arrived. */
  readonly cachedBytes: number;
  /** It has been opened whole, and opens without the network. */
  readonly isWhole: boolean;
  /** As the model card says it. */
  readonly licence: string | undefined;
  readonly parameterCount: number | undefined;
  /** SHA-256 (hex) over weights and tokenizer; undefined until it has been opened whole. */
  readonly hash: string | undefined;
}

/** What the browser says about the origin's disk, in bytes; undefined where it does not say. */
export interface DiskUse {
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
}

/** The models that were downloaded before. Asks only the disk, never the network. */
export interface ModelCache {
  /** By name. */
  list(): Promise<readonly CachedModel[]>;
  delete(model: HubModelId): Promise<void>;
  diskUse(): Promise<DiskUse>;
}

export function createModelCache(): ModelCache {
  return {
    list: async () => {
      const cache = await caches.open(HUB_CACHE);
      const models = new Map<string, CachedModel>();
      for (const request of await cache.keys()) {
        const entry = entryOf(request);
        if (entry === undefined) continue;
        const { name, revision, kind } = entry;
        const id = `${name} ${revision}`;
        const model = models.get(id) ?? { ...NOTHING, name, revision };
        const response = await cache.match(request);
        if (response === undefined) continue;
        // A blob's size is known without reading its bytes.
        const blob = await response.blob();
        models.set(id, {
          ...model,
          ...(kind.startsWith('part-') ? { cachedBytes: model.cachedBytes + blob.size } : {}),
          ...(await factsOf(kind, model, blob)),
        });
      }
      return [...models.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    delete: async ({ name, revision }) => {
      const cache = await caches.open(HUB_CACHE);
      for (const request of await cache.keys()) {
        const entry = entryOf(request);
        if (entry?.name === name && entry.revision === revision) await cache.delete(request);
      }
    },
    diskUse: async () => {
      const { usage, quota } = await navigator.storage.estimate();
      return { usedBytes: usage, quotaBytes: quota };
    },
  };
}

const NOTHING = { cachedBytes: 0, isWhole: false, licence: undefined, parameterCount: undefined, hash: undefined };

function entryOf(request: Request) {
  return parseHubKey(new URL(request.url).pathname.slice(1));
}

async function factsOf(kind: string, model: CachedModel, blob: Blob): Promise<Partial<CachedModel>> {
  if (kind === 'index') {
    const { licence, parameterCount } = parseHubIndex(await blob.text()) ?? {};
    return { licence, parameterCount: model.parameterCount ?? parameterCount };
  }
  if (kind === 'loaded') {
    const loaded = parseHubLoaded(await blob.text());
    return loaded === undefined ? {} : { isWhole: true, ...loaded };
  }
  return {};
}
