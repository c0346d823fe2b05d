import { type Failure, toFailure } from '../../core/failure.ts';
import type { SaveState } from './slices/saving-slice.ts';

/**
 * Saves things in the background and says how it stands. Things are told apart by a key: while one is being saved, of
 * further versions of it only the newest is kept, and what could not be saved is tried again with the next save of
 * anything, so that a disk that has space again catches up by itself.
 */
export interface Saver {
  /**
   * Resolves when this version or a newer one is on disk, or when saving failed; never rejects. What waits `on-request`
   * is tried again by `retry` alone: it is large, or it is about what may be another corpus by then.
   */
  save(key: string, work: () => Promise<void>, again?: 'by-itself' | 'on-request'): Promise<void>;
  /** Something is about to be saved: until what this returns is called, the state says that not all is saved. */
  announce(): () => void;
  /** Tries again what could not be saved. */
  retry(): Promise<void>;
  /**
   * Tries again what failed, unless it waits for a request, and waits for all, what is announced and what comes meanwhile
   * too; true when everything is on disk.
   */
  settle(): Promise<boolean>;
  /** Forgets what waits or failed: it is about a project that is gone. Resolves when nothing is under way. */
  drop(): Promise<void>;
}

export interface SaverHost {
  readonly show: (state: SaveState) => void;
  /** Something was not saved: what makes more to be saved should stop. */
  readonly onFailed: () => void;
  /** How many changes of the person the newest version of a thing stands for, while it is not on the disk. */
  readonly countOf: (key: string) => number;
}

interface Work {
  readonly work: () => Promise<void>;
  readonly again: 'by-itself' | 'on-request';
}

export function createSaver({ show, onFailed, countOf }: SaverHost): Saver {
  const waiting = new Map<string, Work>();
  const running = new Map<string, Promise<void>>();
  const failed = new Map<string, Work>();
  const announced = new Map<symbol, Promise<void>>();
  let lastFailure: Failure | undefined;

  const showState = (): void => {
    if (running.size > 0 || announced.size > 0) show({ kind: 'saving' });
    else if (failed.size > 0 && lastFailure !== undefined) {
      const changeCount = [...failed.keys()].reduce((sum, key) => sum + countOf(key), 0);
      show({ kind: 'failed', failure: lastFailure, changeCount });
    } else show({ kind: 'saved' });
  };

  const run = async (key: string): Promise<void> => {
    let isFailed = false;
    for (;;) {
      const next = waiting.get(key);
      if (next === undefined) break;
      waiting.delete(key);
      failed.delete(key);
      try {
        await next.work();
      } catch (thrown) {
        isFailed = true;
        lastFailure = toFailure(thrown);
        if (!waiting.has(key)) failed.set(key, next);
      }
    }
    running.delete(key);
    showState();
    if (isFailed) onFailed();
  };

  const start = async (key: string, work: Work): Promise<void> => {
    waiting.set(key, work);
    let saving = running.get(key);
    if (saving === undefined) {
      saving = run(key);
      running.set(key, saving);
      showState();
    }
    return saving;
  };

  const startFailed = (isMeant: (key: string, work: Work) => boolean): Promise<void>[] =>
    [...failed].filter(([key, work]) => isMeant(key, work)).map(([key, work]) => start(key, work));

  return {
    save: async (key, work, again = 'by-itself') => {
      const others = startFailed((each, { again: when }) => each !== key && when === 'by-itself');
      await start(key, { work, again });
      await Promise.all(others);
    },
    announce: () => {
      const { promise, resolve } = withResolver();
      const mark = Symbol('announced');
      announced.set(mark, promise);
      showState();
      return () => {
        announced.delete(mark);
        resolve();
        showState();
      };
    },
    retry: async () => {
      await Promise.all(startFailed(() => true));
    },
    settle: async () => {
      await Promise.all(startFailed((_key, { again }) => again === 'by-itself'));
      while (running.size > 0 || announced.size > 0) {
        await Promise.all([...running.values(), ...announced.values()]);
      }
      return failed.size === 0;
    },
    drop: async () => {
      waiting.clear();
      await Promise.all(running.values());
      failed.clear();
      showState();
    },
  };
}

function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
