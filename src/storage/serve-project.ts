import { answerCall } from './answer-call.ts';
import type { OpenDatabase } from './open-database.ts';
import { ProjectDb } from './project-db.ts';
import { type DiskEstimate, toStorageFailure } from './storage-failure.ts';
import type { StorageAnswer, StorageCall, StorageReply, StorageRequest } from './storage-protocol.ts';

/** What the database's thread has to offer. */
export interface ProjectHost {
  open(): Promise<OpenDatabase>;
  estimateDisk(): Promise<DiskEstimate>;
  reply(reply: StorageReply): void;
}

/** Answers requests one after the other, in the order they came, each with exactly one reply. */
export function serveProject(host: ProjectHost): (request: StorageRequest) => void {
  let opened: { readonly project: ProjectDb; readonly database: OpenDatabase } | undefined;
  let last: Promise<void> = Promise.resolve();

  const answer = async (call: StorageCall): Promise<StorageAnswer> => {
    if (call.kind === 'open') {
      if (opened === undefined) {
        const database = await host.open();
        opened = { project: openProject(database), database };
      }
      return { kind: 'opened', storage: opened.database.storage };
    }
    if (opened === undefined) throw new Error(`${call.kind} came before open`);
    const answered = answerCall(opened.project, call);
    if (call.kind === 'close') {
      opened.database.release();
      opened = undefined;
    }
    return answered;
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

/** A database that cannot be used is let go of, so that another tab or a newer studio can open it. */
function openProject(database: OpenDatabase): ProjectDb {
  try {
    return new ProjectDb(database.sqlite, database.db);
  } catch (thrown) {
    database.db.close();
    database.release();
    throw thrown;
  }
}
