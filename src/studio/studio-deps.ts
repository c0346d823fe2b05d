import type { Corpus } from '../core/corpus/corpus.ts';
import type { NearDuplicate, NearDuplicateOptions } from '../core/corpus/near-duplicates.ts';
import type { AddedSources } from '../core/project/add-sources.ts';
import type { PackRequest } from '../core/project/pack-export.ts';
import type { PreparedSamples } from '../core/project/prepare-samples.ts';
import type { WriteRequest, WrittenCorpus } from '../core/project/write-corpus.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import type { BrowserDisk } from '../storage/browser-disk.ts';
import type { ModelShelf } from '../storage/model-shelf.ts';
import type { ProjectShelf } from '../storage/project-shelf.ts';
import type { ProjectStore } from '../storage/project-store.ts';
import type { TabChannel } from '../storage/tab-channel.ts';
import type { WakeLock } from '../storage/wake-lock.ts';
import type { AddOptions } from '../worker/parse-client.ts';
import type { FilePeek, IncomingFile } from '../worker/parse-protocol.ts';
import type { ModelSource, ScorerClient } from '../worker/protocol.ts';
import type { TrainClient } from '../worker/train-protocol.ts';

/** Work on the corpus that would hold up the page; rejections are `FailureError`s. */
export interface CorpusWorker {
  addSources(
    existing: Corpus,
    files: readonly IncomingFile[],
    options: AddOptions,
  ): Promise<AddedSources & { readonly corpus: Corpus }>;
  peekFile(file: IncomingFile): Promise<FilePeek>;
  prepareSamples(corpus: Corpus, options: SampleOptions): Promise<PreparedSamples>;
  findNearDuplicates(texts: readonly string[], options: NearDuplicateOptions): Promise<readonly NearDuplicate[]>;
  packExport(request: PackRequest): Promise<Uint8Array>;
  writeCorpus(request: WriteRequest & Pick<PackRequest, 'sampleOptions'>): Promise<WrittenCorpus>;
}

/** What the studio needs of the world. */
export interface StudioDeps {
  readonly store: ProjectStore;
  readonly projects: ProjectShelf;
  /** The other tabs of the studio. */
  readonly tabs: TabChannel;
  readonly scorer: ScorerClient;
  readonly trainer: TrainClient;
  readonly models: ModelShelf;
  readonly disk: BrowserDisk;
  /** Held while samples are being scored or predicted, and while a model is trained. */
  readonly wakeLock: WakeLock;
  readonly corpusWorker: CorpusWorker;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (durationMs: number) => Promise<void>;
  /** Starts the page again, on the project that was chosen last. */
  readonly restart: () => void;
  /** The model used where the person has chosen none. */
  readonly defaultModel: ModelSource;
  /** Fetches the demonstration corpus. */
  readonly readDemonstration: () => Promise<readonly IncomingFile[]>;
  /** Of this package; part of every score's provenance and of every export. */
  readonly packageVersion: string;
}
