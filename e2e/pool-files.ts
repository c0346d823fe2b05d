import type { BrowserContext, Page } from '@playwright/test';

/** The studio's folder on the browser's disk, and what the pool of SQLite's files calls its own within it. */
const FOLDERS = ['bioselect-projects', '.opaque'];

/** A page of the studio's own origin, where its disk is, without the studio. */
export async function openEmptyPage(context: BrowserContext, baseURL: string): Promise<Page> {
  const page = await context.newPage();
  const address = new URL('/not-the-studio', baseURL).href;
  await page.route(address, (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
  await page.goto(address);
  return page;
}

/** Bytes of each database, log and journal, by name; `page` is one of the studio's origin. */
export async function readPoolSizes(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(async (folders) => {
    const headerBytes = 4096;
    let folder = await navigator.storage.getDirectory();
    for (const name of folders) folder = await folder.getDirectoryHandle(name);
    const sizes: Record<string, number> = {};
    for await (const file of folder.values()) {
      if (!(file instanceof FileSystemFileHandle)) continue;
      const blob = await file.getFile();
      const name = (await blob.slice(0, 512).text()).split('\0')[0] ?? '';
      if (name !== '') sizes[name] = blob.size - headerBytes;
    }
    return sizes;
  }, FOLDERS);
}

/** Overwrites a piece of a database, a log or a journal that nothing holds. */
export async function damagePoolFile(
  page: Page,
  place: { readonly file: string; readonly at: number; readonly bytes: number },
): Promise<void> {
  await page.evaluate(
    async ({ folders, file, at, bytes }) => {
      const headerBytes = 4096;
      let folder = await navigator.storage.getDirectory();
      for (const name of folders) folder = await folder.getDirectoryHandle(name);
      for await (const entry of folder.values()) {
        if (!(entry instanceof FileSystemFileHandle)) continue;
        const name = (await (await entry.getFile()).slice(0, 512).text()).split('\0')[0];
        if (name !== file) continue;
        const writer = await entry.createWritable({ keepExistingData: true });
        await writer.write({ type: 'write', position: headerBytes + at, data: new Uint8Array(bytes).fill(0xff) });
        await writer.close();
        return;
      }
      throw new Error(`${file} is not on the disk`);
    },
    { folders: FOLDERS, ...place },
  );
}

/** What a crash leaves of a place that was just being added: a file with the first bytes of its header. */
export async function leaveTornFile(page: Page): Promise<void> {
  await page.evaluate(async (folders) => {
    let folder = await navigator.storage.getDirectory();
    for (const name of folders) folder = await folder.getDirectoryHandle(name);
    for (const [name, size] of [
      ['torn', 516],
      ['empty', 0],
    ] as const) {
      const writer = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await writer.write(new Uint8Array(size));
      await writer.close();
    }
  }, FOLDERS);
}

/**
 * Holds all files of the pool until the page is closed, as a tab does that knows nothing of the studio's lock. How many
 * they are; 0 where one of them is held elsewhere, and then none is held here.
 */
export async function holdPoolFiles(page: Page): Promise<number> {
  return page.evaluate(async (folders) => {
    const source = `(async () => {
      let folder = await navigator.storage.getDirectory();
      for (const name of ${JSON.stringify(folders)}) folder = await folder.getDirectoryHandle(name);
      self.held = [];
      for await (const file of folder.values()) self.held.push(await file.createSyncAccessHandle());
      return self.held.length;
    })().then((count) => self.postMessage(count), () => self.postMessage(0))`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    return new Promise<number>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<number>) => {
        if (data === 0) worker.terminate();
        resolve(data);
      };
    });
  }, FOLDERS);
}
