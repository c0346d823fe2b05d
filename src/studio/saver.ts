import { type Failure, toFailure } from '../core/failure.ts';
import type { SaveState } from './state.ts';

/**
 * Saves things in the background and says how it stands. Things are told apart by a key: while one is being saved, of
 * further versions of it only the newest is kept, and what could not be saved is tried again with the next save of
 * anything, so that a disk that has space again catches up by itself.
 */
export interface Saver {
  /** Resolves when this version or a newer one is on disk, or when saving failed; never rejects. */
  save(key: string, work: () => Promise<void>): Promise<void>;
  /** Something is about to be saved: until what this returns is called, the state says that not all is saved. */
  announce(): () => void;
  /** Tries again what could not be saved. */
  retry(): Promise<void>;
  /** Tries again what failed and waits for all; true when everything is on disk. */
  settle(): Promise<boolean>;
  /** Forgets what waits or failed: it is about a project that is gone. Resolves when nothing is under way. */
  drop(): Promise<void>;
}

export function createSaver(show: (state: SaveState) => void): Saver {
  const waiting = new Map<string, () => Promise<void>>();
  const running = new Map<string, Promise<void>>();
  const failed = new Map<string, () => Promise<void>>();
  let lastFailure: Failure | undefined;
  let announcedCount = 0;

  const showState = (): void => {
    if (running.size > 0 || announcedCount > 0) show({ kind: 'saving' });
    else if (failed.size > 0 && lastFailure !== undefined) show({ kind: 'failed', failure: lastFailure });
    else show({ kind: 'saved' });
  };

  const run = async (key: string): Promise<void> => {
    for (;;) {
      const work = waiting.get(key);
      if (work === undefined) break;
      waiting.delete(key);
      failed.delete(key);
      try {
        await work();
      } catch (thrown) {
        lastFailure = toFailure(thrown);
        if (!waiting.has(key)) failed.set(key, work);
      }
    }
    running.delete(key);
    showState();
  };

  const start = async (key: string, work: () => Promise<void>): Promise<void> => {
    waiting.set(key, work);
    let saving = running.get(key);
    if (saving === undefined) {
      saving = run(key);
      running.set(key, saving);
      showState();
    }
    return saving;
  };

  const startFailed = (except?: string): Promise<void>[] =>
    [...failed].filter(([key]) => key !== except).map(([key, work]) => start(key, work));

  return {
    save: async (key, work) => {
      const again = startFailed(key);
      await start(key, work);
      await Promise.all(again);
    },
    announce: () => {
      announcedCount++;
      showState();
      return () => {
        announcedCount--;
        showState();
      };
    },
    retry: async () => {
      await Promise.all(startFailed());
    },
    settle: async () => {
      await Promise.all([...startFailed(), ...running.values()]);
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
