import type { ProjectCopy } from '../library/peek-project.ts';
import type { ProjectList } from '../library/project-library.ts';
import type { ImportReport } from '../recovery/recovery-report.ts';
import type { StorageConnection } from './storage-connection.ts';
import type { LibraryCall } from './storage-protocol.ts';

/** The projects of this browser. Each call is done when it is on disk; rejections are `FailureError`s. */
export interface ProjectShelf {
  list(): Promise<ProjectList>;
  /** What is created or chosen is opened by the next start of the page. */
  create(name: string): Promise<ProjectList>;
  choose(id: string): Promise<ProjectList>;
  rename(id: string, name: string): Promise<ProjectList>;
  duplicate(id: string, name: string): Promise<ProjectList>;
  trash(id: string): Promise<ProjectList>;
  restore(id: string): Promise<ProjectList>;
  emptyTrash(): Promise<ProjectList>;
  /** The open project as a file; needs no room on the disk. */
  copy(): Promise<Uint8Array>;
  /** The file of any project as it lies on the disk, damaged or not. */
  fileOf(id: string): Promise<Uint8Array>;
  /** Looks through all of the open project: what is wrong with it, or undefined. The next start recovers it then. */
  check(): Promise<string | undefined>;
  /** A file becomes a project of its own, which the next start opens. */
  takeIn(name: string, bytes: Uint8Array): Promise<ImportReport>;
  /** What was done in another copy of the open project; nothing is changed. */
  peek(bytes: Uint8Array): Promise<ProjectCopy>;
  /** Where nothing is kept on disk: opens now what the next start would, in place of the open project, which is gone. */
  reopen(): Promise<ProjectList>;
  /** For a tab that may only read: shows a copy of what the writing tab has. */
  show(name: string, bytes: Uint8Array): Promise<ProjectList>;
}

export function createProjectShelf(connection: StorageConnection): ProjectShelf {
  const change = (call: LibraryCall): Promise<ProjectList> =>
    connection.inTurn(async () => (await connection.ask(call, 'projects')).list);
  return {
    list: () => change({ kind: 'list-projects' }),
    create: (name) => change({ kind: 'create-project', name }),
    choose: (id) => change({ kind: 'choose-project', id }),
    rename: (id, name) => change({ kind: 'rename-project', id, name }),
    duplicate: (id, name) => change({ kind: 'duplicate-project', id, name }),
    trash: (id) => change({ kind: 'trash-project', id }),
    restore: (id) => change({ kind: 'restore-project', id }),
    emptyTrash: () => change({ kind: 'empty-trash' }),
    copy: () => connection.inTurn(async () => (await connection.ask({ kind: 'copy-project' }, 'copy')).bytes),
    fileOf: (id) =>
      connection.inTurn(async () => (await connection.ask({ kind: 'read-project-file', id }, 'copy')).bytes),
    check: () => connection.inTurn(async () => (await connection.ask({ kind: 'check-project' }, 'checked')).damage),
    takeIn: (name, bytes) =>
      connection.inTurn(
        async () => (await connection.ask({ kind: 'take-in-project', name, bytes }, 'taken-in')).report,
      ),
    peek: (bytes) =>
      connection.inTurn(async () => (await connection.ask({ kind: 'peek-project', bytes }, 'peeked')).copy),
    reopen: () => change({ kind: 'reopen-project' }),
    show: (name, bytes) => change({ kind: 'show-project', name, bytes }),
  };
}
