import type { Endpoint } from '../thread/messages.ts';
import { serve } from '../thread/serve.ts';
import { Turns } from '../thread/turns.ts';
import { DiskService } from './disk-service.ts';
import { LibraryService } from './library-service.ts';
import type { ProjectDisk } from './project-disk.ts';
import { ProjectService } from './project-service.ts';
import { SampleService } from './sample-service.ts';
import { type DiskEstimate, toStorageFailure } from './storage-failure.ts';

/** What the storage thread answers. */
export interface StorageThread {
  readonly disk: DiskService;
  readonly project: ProjectService;
  readonly samples: SampleService;
  readonly projects: LibraryService;
}

/** What the storage thread has to offer. */
export interface StorageHost {
  readonly open: () => Promise<ProjectDisk>;
  readonly estimateDisk: () => Promise<DiskEstimate>;
}

/** Answers calls one after the other, in the order in which they came. */
export function serveStorage(endpoint: Endpoint, host: StorageHost): void {
  const disk = new DiskService(() => host.open());
  const thread: StorageThread = {
    disk,
    project: new ProjectService(disk),
    samples: new SampleService(disk),
    projects: new LibraryService(disk),
  };
  serve(
    endpoint,
    { ...thread },
    {
      turns: new Turns(),
      toFailure: async (thrown) => toStorageFailure(thrown, await host.estimateDisk().catch(() => undefined)),
    },
  );
}
