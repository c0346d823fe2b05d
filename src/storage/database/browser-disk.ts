import type { DiskUse } from '../../browser/model-cache.ts';

export interface DiskState extends DiskUse {
  /** The browser clears nothing by itself. */
  readonly isPersistent: boolean;
}

/** The origin's share of the browser's disk. */
export interface BrowserDisk {
  read(): Promise<DiskState>;
  /** Asks the browser to keep the data under storage pressure; it may ask the person, and may refuse. */
  persist(): Promise<boolean>;
}

export function createBrowserDisk(): BrowserDisk {
  return {
    read: async () => {
      const { usage, quota } = await navigator.storage.estimate();
      return { usedBytes: usage, quotaBytes: quota, isPersistent: await navigator.storage.persisted() };
    },
    persist: () => navigator.storage.persist(),
  };
}
