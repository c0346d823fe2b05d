import { answerCall } from './answer-call.ts';
import { answerLibraryCall, isLibraryCall } from './answer-library-call.ts';
import { answerSampleCall, isSampleCall } from './answer-sample-call.ts';
import type { ProjectDisk } from '../database/project-disk.ts';
import { ProjectLibrary } from '../library/project-library.ts';
import { type DiskEstimate, toStorageFailure } from './storage-failure.ts';
import type { StorageAnswer, StorageCall, StorageReply, StorageRequest } from './storage-protocol.ts';

/** What the database's thread has to offer. */
export interface ProjectHost {
  open(): Promise<ProjectDisk>;
  estimateDisk(): Promise<DiskEstimate>;
  reply(reply: StorageReply): void;
}

/** Answers requests one after the other, in the order they came, each with exactly one reply. */
export function serveProject(host: ProjectHost): (request: StorageRequest) => void {
  let library: ProjectLibrary | undefined;
  let last: Promise<void> = Promise.resolve();

  const answer = async (call: StorageCall): Promise<StorageAnswer> => {
    if (call.kind === 'open') {
      library ??= await openLibrary(await host.open());
      return { kind: 'opened', storage: library.disk.storage };
    }
    if (library === undefined) throw new Error(`${call.kind} came before open`);
    if (call.kind === 'close') {
      library.close();
      library.disk.release();
      library = undefined;
      return { kind: 'done' };
    }
    if (isSampleCall(call)) return answerSampleCall(library.current, call);
    return isLibraryCall(call) ? answerLibraryCall(library, call) : answerCall(library.current, call);
  };

  return ({ requestId, call }) => {
    last = last.then(async () => {
      try {
        host.reply({ requestId, answer: await answer(call) });
      } catch (thrown) {
        const disk = await host.estimateDisk().catch(() => undefined);
        host.reply({ requestId, answer: { kind: 'failed', failure: toStorageFailure(thrown, disk) } });
      }
    });
  };
}

/** A disk that cannot be used is let go of, so that another tab or a newer studio can have it. */
async function openLibrary(disk: ProjectDisk): Promise<ProjectLibrary> {
  try {
    return await ProjectLibrary.open(disk, () => Date.now());
  } catch (thrown) {
    disk.release();
    throw thrown;
  }
}
