import type { SampleRow } from '../../storage/contract/sample-answers.ts';
import type { Database } from '@sqlite.org/sqlite-wasm';
import { currentCorpus } from '../../core/annotations/current-corpus.ts';
import type { Corpus } from '../../core/corpus/corpus.ts';
import type { Sample } from '../../core/samples/sample.ts';
import type { StorageKind } from '../../storage/contract/project-store.ts';
import type { TabChannel } from '../../browser/tab-channel.ts';
import type { CachedModel } from '../../browser/model-cache.ts';
import { connectStorage } from '../../storage/thread/project-store-client.ts';
import { DEMONSTRATION_FILE } from '../../studio/corpus/demonstration.ts';
import { createStudio, type Studio } from '../../studio/create-studio.ts';
import type { StudioState } from '../../studio/state/state.ts';
import type { ScorerClient } from '../../worker/scorer-protocol.ts';
import { createCorpusClient } from '../../worker/corpus-client.ts';
import { FakeScorer } from './fake-scorer.ts';
import { FakeTrainer } from './fake-trainer.ts';
import { InlineCorpusThread } from './inline-corpus-thread.ts';
import { InlineStorageThread } from '../storage/memory-project-store.ts';
import { MemoryFolders } from './memory-folders.ts';
import { openMemoryDatabase } from '../storage/node-sqlite.ts';
import { newScoring, scoreOf } from './sampled-project.ts';

export interface StudioFixture extends Studio {
  readonly db: Database;
  readonly scorer: FakeScorer;
  readonly trainer: FakeTrainer;
  readonly storage: InlineStorageThread;
  /** What is on the disk of models from the hub; a test puts it there. */
  readonly cachedModels: CachedModel[];
  readonly folders: MemoryFolders;
  readonly isAwake: () => boolean;
  /** Times that the page would have started again. */
  readonly restartCount: () => number;
  /** What it would open then. */
  readonly restartedFor: () => 'demonstration' | undefined;
  /** Scores of the model that comes with the studio, on the disk and on the screen. */
  saveScores(scores: readonly { readonly contentHash: string; readonly ifd: number }[]): Promise<void>;
  /** The corpus and its samples as the disk has them, all of them. */
  whole(): Promise<WholeProject>;
  /** Moves the studio's clock. */
  advance(byMs: number): void;
  /** Resolves once the state is as asked; fails the test by its time limit otherwise. */
  until(isThere: (state: StudioState) => boolean): Promise<StudioState>;
}

export interface WholeProject {
  readonly imported: Corpus;
  /** With what people edited. */
  readonly corpus: Corpus;
  readonly rows: readonly SampleRow[];
  readonly samples: readonly Sample[];
}

const DEFAULT_MODEL = { kind: 'bundled', name: 'bioselect-weak', baseUrl: '/models/bioselect-weak/' } as const;

/** Two documents in PubTator: four sentences, two of them with mentions. */
export const PUBTATOR = `1|t|Aspirin and headache.
1|a|Aspirin helps. It is cheap.
1\t0\t7\tAspirin\tChemical\tD001241
1\t12\t20\theadache\tDisease\tD006261

2|t|Lithium in mania.
2|a|
2\t0\t7\tLithium\tChemical\tD008094
2\t11\t16\tmania\tDisease\tD001714
`;

export function pubtatorFile(name = 'cdr.txt', text = PUBTATOR): File {
  return new File([text], name);
}

/**
 * The studio over a real database, a real corpus thread and a fake scorer. Give `db` and `folders` again to reload the
 * page, `folders` alone for a new project of the same browser, and `storage` for what the disk is said to be.
 */
export async function createStudioFixture(
  options: {
    readonly db?: Database;
    readonly storage?: StorageKind;
    readonly tabs?: TabChannel;
    readonly folders?: MemoryFolders;
    /** In place of the fake one, which `scorer` of the fixture then is not. */
    readonly scoredBy?: ScorerClient;
  } = {},
): Promise<StudioFixture> {
  const db = options.db ?? (await openMemoryDatabase());
  const storage = new InlineStorageThread(async () => db, options.storage);
  const { store, samples, projects } = await connectStorage(() => storage);
  const scorer = new FakeScorer();
  const trainer = new FakeTrainer();
  let restartCount = 0;
  let restartedFor: 'demonstration' | undefined;
  const cachedModels: CachedModel[] = [];
  const folders = options.folders ?? new MemoryFolders();
  let isAwake = false;
  let nowMs = 1_700_000_000_000;
  const studio = createStudio({
    store,
    samples,
    projects,
    tabs: options.tabs ?? { send: () => {}, listen: () => {} },
    wait: async () => {},
    disk: {
      read: async () => ({ usedBytes: 10, quotaBytes: 100, isPersistent: false }),
      persist: async () => true,
    },
    restart: (open) => {
      restartCount++;
      restartedFor = open;
    },
    scorer: options.scoredBy ?? scorer,
    trainer,
    corpusWorker: createCorpusClient(() => new InlineCorpusThread()),
    models: {
      list: async () => [...cachedModels],
      delete: async ({ name }) => {
        cachedModels.splice(0, cachedModels.length, ...cachedModels.filter((model) => model.name !== name));
      },
      diskUse: async () => ({ usedBytes: 10, quotaBytes: 100 }),
    },
    folders,
    wakeLock: {
      hold: () => {
        isAwake = true;
      },
      release: () => {
        isAwake = false;
      },
    },
    now: () => nowMs,
    defaultModel: DEFAULT_MODEL,
    readDemonstration: async () => [{ name: DEMONSTRATION_FILE, content: new Blob([PUBTATOR]) }],
    packageVersion: '0.0.0-test',
  });
  return {
    ...studio,
    db,
    storage,
    cachedModels,
    folders,
    restartCount: () => restartCount,
    restartedFor: () => restartedFor,
    isAwake: () => isAwake,
    scorer,
    trainer,
    saveScores: async (scores) => {
      const { instructionTemplate, entityTypes } = studio.state.getState().sampleOptions;
      const scoring = await store.beginScoring({
        ...newScoring('hash of bioselect-weak'),
        modelName: 'bioselect-weak',
        prompt: { instructionTemplate, entityTypes },
        modelSource: DEFAULT_MODEL,
      });
      await store.saveScores(
        scores.map(({ contentHash, ifd }) => ({ ...scoreOf(contentHash, ifd), scoringId: scoring.id })),
      );
      await samples.showScoring(scoring.id);
      studio.state.setState({ scorings: [scoring], shownScoringId: scoring.id });
    },
    whole: async () => {
      const imported = await store.loadCorpus();
      const count = (await samples.counts())?.samples ?? 0;
      const rows = count === 0 ? [] : await samples.rows(Array.from({ length: count }, (_, place) => place));
      const { corpus } = currentCorpus(imported, studio.state.getState().edits);
      return { imported, corpus, rows, samples: rows.map(({ sample }) => sample) };
    },
    advance: (byMs) => {
      nowMs += byMs;
    },
    until: (isThere) =>
      new Promise((resolve) => {
        const settle = (state: StudioState): void => {
          if (!isThere(state)) return;
          unsubscribe();
          resolve(state);
        };
        const unsubscribe = studio.state.subscribe(settle);
        settle(studio.state.getState());
      }),
  };
}
