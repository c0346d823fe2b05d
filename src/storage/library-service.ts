import type { DiskService } from './disk-service.ts';
import type { ProjectCopy } from './peek-project.ts';
import type { ProjectLibrary, ProjectList } from './project-library.ts';
import type { ImportReport } from './recovery-report.ts';

/** What the page asks of the projects as a whole; each call is done when it is on disk. */
export class LibraryService {
  readonly #disk: DiskService;

  constructor(disk: DiskService) {
    this.#disk = disk;
  }

  list(): ProjectList {
    return this.#library.list();
  }

  /** What is created or chosen is opened by the next start of the page. */
  async create(name: string): Promise<ProjectList> {
    await this.#library.create(name);
    return this.list();
  }

  choose(id: string): ProjectList {
    this.#library.choose(id);
    return this.list();
  }

  rename(id: string, name: string): ProjectList {
    this.#library.rename(id, name);
    return this.list();
  }

  async duplicate(id: string, name: string): Promise<ProjectList> {
    await this.#library.duplicate(id, name);
    return this.list();
  }

  trash(id: string): ProjectList {
    this.#library.trash(id);
    return this.list();
  }

  restore(id: string): ProjectList {
    this.#library.restore(id);
    return this.list();
  }

  emptyTrash(): ProjectList {
    this.#library.emptyTrash();
    return this.list();
  }

  /** The open project as a file; needs no room on the disk. */
  async copy(): Promise<Uint8Array> {
    return this.#library.copy();
  }

  /** The file of any project as it lies on the disk, damaged or not. */
  async fileOf(id: string): Promise<Uint8Array> {
    return this.#library.fileOf(id);
  }

  /** Looks through all of the open project: what is wrong with it, or undefined. The next start recovers it then. */
  check(): string | undefined {
    return this.#library.check();
  }

  /** A file becomes a project of its own, which the next start opens. */
  async takeIn(name: string, bytes: Uint8Array): Promise<ImportReport> {
    return this.#library.takeIn(name, bytes);
  }

  /** What was done in another copy of the open project; nothing is changed. */
  async peek(bytes: Uint8Array): Promise<ProjectCopy> {
    return this.#library.peek(bytes);
  }

  /** Where nothing is kept on disk: opens now what the next start would, in place of the open project, which is gone. */
  async reopen(): Promise<ProjectList> {
    await this.#library.reopen();
    return this.list();
  }

  /** For a tab that may only read: shows a copy of what the writing tab has. */
  async show(name: string, bytes: Uint8Array): Promise<ProjectList> {
    await this.#library.show(name, bytes);
    return this.list();
  }

  get #library(): ProjectLibrary {
    return this.#disk.library;
  }
}
