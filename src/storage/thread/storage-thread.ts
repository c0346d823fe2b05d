import type { Endpoint } from '../../thread/messages.ts';
import type { ServedAs } from '../../thread/remote.ts';
import { serve } from '../../thread/serve.ts';
import { Turns } from '../../thread/turns.ts';
import { DiskService } from './disk-service.ts';
import type { ProjectDb } from '../project/project-db.ts';
import type { ProjectDisk } from '../database/project-disk.ts';
import type { ProjectLibrary } from '../library/project-library.ts';
import { SampleService } from './sample-service.ts';
import { type DiskEstimate, toStorageFailure } from './storage-failure.ts';
import { StoredCorpus } from './stored-corpus.ts';

/** What the storage thread answers. */
export interface StorageThread {
  readonly disk: DiskService;
  /** The open one. */
  readonly project: ProjectDb;
  readonly corpus: StoredCorpus;
  readonly samples: SampleService;
  readonly projects: ProjectLibrary;
}

/** What the storage thread has to offer. */
export interface StorageHost {
  readonly open: () => Promise<ProjectDisk>;
  readonly estimateDisk: () => Promise<DiskEstimate>;
}

/** Answers calls one after the other, in the order in which they came. */
export function serveStorage(endpoint: Endpoint, host: StorageHost): void {
  const disk = new DiskService(() => host.open());
  const served = {
    disk,
    project: () => disk.library.current,
    corpus: new StoredCorpus(disk),
    samples: new SampleService(disk),
    projects: () => disk.library,
  } satisfies ServedAs<StorageThread>;
  serve(endpoint, served, {
    turns: new Turns(),
    toFailure: async (thrown) => toStorageFailure(thrown, await host.estimateDisk().catch(() => undefined)),
  });
}
