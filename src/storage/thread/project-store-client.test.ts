import { describe, expect, it } from 'vitest';
import { createMemoryProjectStore, InlineStorageThread } from '../../testing/storage/memory-project-store.ts';
import { openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { connectStorage } from './project-store-client.ts';

describe('the client of the storage thread', () => {
  it('says what the project lies on', async () => {
    const store = await createMemoryProjectStore(await openMemoryDatabase());
    expect(store.storage).toEqual({ kind: 'memory', why: 'no-opfs' });
  });

  it('fails what is under way and what comes later when the thread breaks', async () => {
    const db = await openMemoryDatabase();
    const thread = new InlineStorageThread(async () => db);
    const { store } = await connectStorage(() => thread);
    const saving = store.saveSetting('a', 1);
    thread.onmessageerror?.(new MessageEvent('messageerror'));
    await expect(saving).rejects.toMatchObject({ failure: { code: 'storage-unavailable' } });
    await expect(store.loadProject()).rejects.toMatchObject({ failure: { code: 'storage-unavailable' } });
  });

  it('rejects with a coded failure when the database cannot be opened', async () => {
    const locked = new InlineStorageThread(async () => {
      throw new DOMException('held', 'NoModificationAllowedError');
    });
    await expect(connectStorage(() => locked)).rejects.toMatchObject({ failure: { code: 'storage-locked' } });
  });

  it('sends one step of the history, not the list', async () => {
    const db = await openMemoryDatabase();
    const thread = new InlineStorageThread(async () => db);
    const { store } = await connectStorage(() => thread);
    const steps = Array.from({ length: 20 }, (_, index) => ({
      label: `step ${index}`,
      author: 'curator',
      atMs: index,
      changes: [],
    }));
    await store.saveStep([], steps.slice(0, 19), []);
    await store.saveStep([], steps, []);
    const undo = { keepCount: 19, append: [{ label: 'step 19', author: 'curator', atMs: 19, changes: [] }] };
    expect(thread.calls.at(-1)).toEqual({ name: 'project.saveStep', args: [[], undo, { keepCount: 0, append: [] }] });
  });

  it('ends the thread on close', async () => {
    const db = await openMemoryDatabase();
    const thread = new InlineStorageThread(async () => db);
    const { store } = await connectStorage(() => thread);
    await store.close();
    expect(thread.isTerminated).toBe(true);
    expect(db.isOpen()).toBe(false);
  });
});
