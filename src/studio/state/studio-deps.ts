import type { BrowserDisk } from '../../storage/database/browser-disk.ts';
import type { FolderStore } from '../../browser/folder-store.ts';
import type { ModelCache } from '../../browser/model-cache.ts';
import type { ProjectsClient } from '../../storage/thread/projects-client.ts';
import type { ProjectStore } from '../../storage/thread/project-store-client.ts';
import type { SampleStore } from '../../storage/thread/sample-store.ts';
import type { TabChannel } from '../../browser/tab-channel.ts';
import type { WakeLock } from '../../browser/wake-lock.ts';
import type { CorpusClient } from '../../worker/corpus-client.ts';
import type { IncomingFile } from '../../worker/corpus-protocol.ts';
import type { ModelSource, ScorerClient } from '../../worker/scorer-protocol.ts';
import type { TrainingClient } from '../../worker/training-protocol.ts';

/** What the studio needs of the world. */
export interface StudioDeps {
  readonly store: ProjectStore;
  readonly samples: SampleStore;
  readonly projects: ProjectsClient;
  /** The other tabs of the studio. */
  readonly tabs: TabChannel;
  readonly scorer: ScorerClient;
  readonly trainer: TrainingClient;
  readonly models: ModelCache;
  readonly folders: FolderStore;
  readonly disk: BrowserDisk;
  /** Held while samples are being scored or predicted, and while a model is trained. */
  readonly wakeLock: WakeLock;
  readonly corpusWorker: CorpusClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (durationMs: number) => Promise<void>;
  /** Starts the page again, on the project that was chosen last; the demonstration corpus is opened then if it is empty. */
  readonly restart: (open?: 'demonstration') => void;
  /** The model used where the person has chosen none. */
  readonly defaultModel: Extract<ModelSource, { kind: 'bundled' }>;
  /** Fetches the demonstration corpus. */
  readonly readDemonstration: () => Promise<readonly IncomingFile[]>;
  /** Of this package; part of every score's provenance and of every export. */
  readonly packageVersion: string;
}
