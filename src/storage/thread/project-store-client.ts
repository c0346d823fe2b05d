import type { Corpus, Document } from '../../core/corpus/corpus.ts';
import { portionDocuments } from '../../core/corpus/document-portions.ts';
import type { Failure } from '../../core/failure.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord, ReviewStep } from '../../core/merge/review-step.ts';
import { createRemotes, type Remotes, type Remote, withOwn } from '../../thread/remote.ts';
import { ThreadClient, type ThreadEndpoint } from '../../thread/thread-client.ts';
import { Turns } from '../../thread/turns.ts';
import { diffStack } from '../tables/history-patch.ts';
import type { ProjectDb } from '../project/project-db.ts';
import type { ProjectsClient } from './projects-client.ts';
import type { StorageKind, StoredProject, StoredSource } from '../contract/project-store.ts';
import { createSampleStore, type SampleStore } from './sample-store.ts';
import type { StorageThread } from './storage-thread.ts';
import type { SaveOptions } from './stored-corpus.ts';

interface OwnMethods {
  readonly storage: StorageKind;
  loadProject(): Promise<StoredProject>;
  /** The corpus as it was imported, all of it in memory: for a piece of work that needs it whole. */
  loadCorpus(): Promise<Corpus>;
  /**
   * Replaces the corpus and its issues and makes its samples; what was decided, noted and edited stays, since what it
   * is about may come back. Resolves with what was written down because sentences have become one sample.
   */
  saveCorpus(
    corpus: Corpus,
    from: { readonly issues: readonly DataIssue[]; readonly sources: readonly StoredSource[] },
    how: SaveOptions,
  ): Promise<readonly ReviewRecord[]>;
  /** The files that document or sample ids are of; undefined where no such document is there. */
  filesOf(ids: readonly string[]): Promise<readonly (string | undefined)[]>;
  /**
   * Applies one step (do, undo or redo) and the new undo and redo lists together. Only what differs from the lists
   * saved before is sent and written, found by object identity: keep steps, do not copy them.
   */
  saveStep(records: readonly ReviewRecord[], undo: readonly ReviewStep[], redo: readonly ReviewStep[]): Promise<void>;
  /** Empties the project. */
  clear(): Promise<void>;
  /** Lets go of the disk and ends the thread; what is asked later rejects. */
  close(): Promise<void>;
}

/** The project on disk. Each call is one transaction; a resolved promise means it is on disk. Rejections are `FailureError`s. */
export type ProjectStore = Pick<Remote<ProjectDb>, AskedAsItIs> & OwnMethods;

/** What is asked of the open project as it stands there. */
type AskedAsItIs =
  | 'saveIssues'
  | 'saveScores'
  | 'loadTokenLosses'
  | 'beginScoring'
  | 'listScorings'
  | 'savePredictions'
  | 'listPredictedModels'
  | 'saveSetting';

/** The page's side of the storage thread. */
export interface OpenStorage {
  readonly store: ProjectStore;
  readonly samples: SampleStore;
  readonly projects: ProjectsClient;
}

/** What is looked up at once. */
const IDS_PER_MESSAGE = 20_000;

/** Starts the storage thread and opens the project in it. Rejects with a `FailureError`. */
export async function openProjectStore(): Promise<OpenStorage> {
  return connectStorage(
    () => new Worker(new URL('./project-db.worker.ts', import.meta.url), { type: 'module', name: 'bioselect-storage' }),
  );
}

/**
 * Opens the project behind a thread that runs `serveStorage`. A thread that breaks is not started again: from there on
 * nothing is saved any more, and every caller learns of it.
 */
export async function connectStorage(startThread: () => ThreadEndpoint): Promise<OpenStorage> {
  const client = new ThreadClient<StorageThread>(startThread, {
    name: 'the storage thread',
    broken: (detail): Failure => ({ code: 'storage-unavailable', detail }),
    restarts: false,
  });
  const turns = new Turns();
  const remote = createRemotes<StorageThread>((...asked) => turns.run(() => client.call(...asked)));
  const storage = await remote.disk.open();
  const stop = (): void => client.stop({ code: 'storage-unavailable', detail: 'the project was closed' });
  return {
    store: withOwn(remote.project, createOwnMethods(client.remote, { turns, storage, stop })),
    samples: createSampleStore(remote.samples),
    projects: remote.projects,
  };
}

/**
 * What takes more than one message, or remembers something. No two changes of the history may start from the same list,
 * so a call waits for those before it.
 */
function createOwnMethods(
  { disk, project, corpus }: Remotes<StorageThread>,
  { turns, storage, stop }: { readonly turns: Turns; readonly storage: StorageKind; readonly stop: () => void },
): OwnMethods {
  let saved: { readonly undo: readonly ReviewStep[]; readonly redo: readonly ReviewStep[] } = { undo: [], redo: [] };
  return {
    storage,
    loadProject: () =>
      turns.run(async () => {
        const head = await project.readHead();
        saved = head;
        return head;
      }),
    loadCorpus: () =>
      turns.run(async () => {
        const documents: Document[] = [];
        await corpus.load((some) => {
          documents.push(...some);
        });
        return { documents };
      }),
    saveCorpus: ({ documents }, from, how) =>
      turns.run(() => {
        const portions = portionDocuments(documents);
        return corpus.save(async () => portions.next().value ?? undefined, from, how);
      }),
    filesOf: async (ids) => {
      const files: (string | undefined)[] = [];
      for (let from = 0; from < ids.length; from += IDS_PER_MESSAGE) {
        files.push(...(await turns.run(() => project.filesOf(ids.slice(from, from + IDS_PER_MESSAGE)))));
      }
      return files;
    },
    saveStep: (records, undo, redo) =>
      turns.run(async () => {
        await project.saveStep(records, diffStack(saved.undo, undo), diffStack(saved.redo, redo));
        saved = { undo, redo };
      }),
    clear: () =>
      turns.run(async () => {
        await project.clear();
        saved = { undo: [], redo: [] };
      }),
    close: async () => {
      await turns.run(() => disk.close());
      stop();
    },
  };
}
