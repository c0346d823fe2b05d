import { beforeEach, describe, expect, it } from 'vitest';
import { FailureError } from '../../core/failure.ts';
import { createSaver, type Saver } from './saver.ts';
import type { SaveState } from './slices/saving-slice.ts';

let saver: Saver;
let shown: SaveState[];
let failedCount: number;
beforeEach(() => {
  shown = [];
  failedCount = 0;
  saver = createSaver({
    show: (state) => {
      shown.push(state);
    },
    onFailed: () => {
      failedCount += 1;
    },
    countOf: (key) => (key === 'acts' ? 7 : 1),
  });
});

const FULL = new FailureError({ code: 'storage-full', detail: 'no room' });

function refuse(): Promise<void> {
  return Promise.reject(FULL);
}

/** Work that the test ends. */
function gate(): { readonly work: () => Promise<void>; readonly open: () => void; readonly startCount: () => number } {
  let open = (): void => {};
  let startCount = 0;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const work = (): Promise<void> => {
    startCount += 1;
    return opened;
  };
  return {
    work,
    open: () => {
      open();
    },
    startCount: () => startCount,
  };
}

describe('saving', () => {
  it('says that it saves until the last thing is saved', async () => {
    const [one, two] = [gate(), gate()];
    const saves = [saver.save('one', one.work), saver.save('two', two.work)];
    expect(shown.at(-1)).toEqual({ kind: 'saving' });
    one.open();
    await saves[0];
    expect(shown.at(-1)).toEqual({ kind: 'saving' });
    two.open();
    await saves[1];
    expect(shown.at(-1)).toEqual({ kind: 'saved' });
  });

  it('keeps the newest of further versions of a thing, and resolves all of them with it', async () => {
    const [first, second, third] = [gate(), gate(), gate()];
    const saves = [first, second, third].map(({ work }) => saver.save('one', work));
    third.open();
    first.open();
    await Promise.all(saves);
    expect([first, second, third].map(({ startCount }) => startCount())).toEqual([1, 0, 1]);
  });

  it('says saving from when something is announced, once however often it is called off', async () => {
    const [first, second] = [saver.announce(), saver.announce()];
    first();
    first();
    expect(shown.at(-1)).toEqual({ kind: 'saving' });
    second();
    expect(shown.at(-1)).toEqual({ kind: 'saved' });
  });
});

describe('what cannot be saved', () => {
  it('is said with what it stands for, and stops what would make more of it', async () => {
    await saver.save('acts', refuse);
    await saver.save('setting', refuse);
    expect(shown.at(-1)).toEqual({ kind: 'failed', failure: FULL.failure, changeCount: 8 });
    // The acts were tried again beside the setting.
    expect(failedCount).toBe(3);
  });

  it('is tried again with the next save of anything', async () => {
    let isFull = true;
    await saver.save('acts', () => (isFull ? refuse() : Promise.resolve()));
    isFull = false;
    await saver.save('setting', () => Promise.resolve());
    expect(shown.at(-1)).toEqual({ kind: 'saved' });
  });

  it('waits for a request where it must, whatever else is saved or settled', async () => {
    let tries = 0;
    const work = (): Promise<void> => {
      tries += 1;
      return tries < 2 ? refuse() : Promise.resolve();
    };
    await saver.save('corpus', work, 'on-request');
    await saver.save('acts', () => Promise.resolve());
    expect(await saver.settle()).toBe(false);
    expect(tries).toBe(1);
    expect(shown.at(-1)).toMatchObject({ kind: 'failed', changeCount: 1 });
    await saver.retry();
    expect(tries).toBe(2);
    expect(shown.at(-1)).toEqual({ kind: 'saved' });
  });

  it('gives way to a newer version that is saved', async () => {
    await saver.save('corpus', refuse, 'on-request');
    await saver.save('corpus', () => Promise.resolve(), 'on-request');
    expect(shown.at(-1)).toEqual({ kind: 'saved' });
  });
});

describe('settling', () => {
  it('waits for what is announced, and for what that brings', async () => {
    const late = gate();
    const done = saver.announce();
    let isSettled = false;
    const settled = saver.settle().then((isSaved) => {
      isSettled = true;
      return isSaved;
    });
    const save = saver.save('acts', late.work);
    done();
    await Promise.resolve();
    expect(isSettled).toBe(false);
    late.open();
    await save;
    expect(await settled).toBe(true);
  });

  it('tries once more what failed, and says whether all is on the disk', async () => {
    let isFull = true;
    await saver.save('acts', () => (isFull ? refuse() : Promise.resolve()));
    expect(await saver.settle()).toBe(false);
    isFull = false;
    expect(await saver.settle()).toBe(true);
  });
});

it('what is dropped is not saved any more, and is no failure', async () => {
  const under = gate();
  const saves = [saver.save('one', under.work), saver.save('one', refuse), saver.save('two', refuse)];
  const dropped = saver.drop();
  under.open();
  await Promise.all([...saves, dropped]);
  expect(shown.at(-1)).toEqual({ kind: 'saved' });
  expect(await saver.settle()).toBe(true);
});
