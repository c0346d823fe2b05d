import type { ProjectDisk } from '../database/project-disk.ts';
import { ProjectLibrary } from '../library/project-library.ts';
import type { StorageKind } from '../contract/project-store.ts';

/** The disk that the storage thread holds, and its projects once it is open. */
export class DiskService {
  readonly #openDisk: () => Promise<ProjectDisk>;
  #library: ProjectLibrary | undefined;

  constructor(openDisk: () => Promise<ProjectDisk>) {
    this.#openDisk = openDisk;
  }

  /** Before anything else. A disk that cannot be used is let go of, so that another tab or a newer studio can have it. */
  async open(): Promise<StorageKind> {
    if (this.#library === undefined) {
      const disk = await this.#openDisk();
      try {
        this.#library = await ProjectLibrary.open(disk, () => Date.now());
      } catch (thrown) {
        disk.release();
        throw thrown;
      }
    }
    return this.#library.disk.storage;
  }

  close(): void {
    this.library.close();
    this.library.disk.release();
    this.#library = undefined;
  }

  get library(): ProjectLibrary {
    if (this.#library === undefined) throw new Error('something was asked before the disk was open');
    return this.#library;
  }
}
