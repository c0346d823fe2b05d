import { HUB_CACHE } from '../../core/hub-cache.ts';
import { FailureError } from '../../core/failure.ts';

/** Where the files of hub models are kept; keys are those of `hubKey`. */
export interface HubStore {
  read(key: string): Promise<Uint8Array | undefined>;
  /** @throws FailureError `storage-full` */
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

/** The browser's Cache Storage. */
export function cacheHubStore(): HubStore {
  const urlOf = (key: string): string => new URL(`/${key}`, globalThis.location.origin).href;
  const opened = caches.open(HUB_CACHE);
  return {
    read: async (key) => {
      const response = await (await opened).match(urlOf(key));
      return response === undefined ? undefined : new Uint8Array(await response.arrayBuffer());
    },
    write: async (key, bytes) => {
      try {
        await (await opened).put(urlOf(key), new Response(new Blob([new Uint8Array(bytes)])));
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'QuotaExceededError') throw error;
        throw new FailureError({ code: 'storage-full', detail: `the model's files do not fit: ${error.message}` });
      }
    },
    remove: async (key) => {
      await (await opened).delete(urlOf(key));
    },
  };
}
