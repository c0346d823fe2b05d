import { FailureError } from '../core/failure.ts';
import { readBytes } from './database-bytes.ts';
import { emptyProject } from './empty-project.ts';
import { openProjectFile } from './open-project-file.ts';
import { ProjectCatalog, type ProjectEntry } from './project-catalog.ts';
import { ProjectDb } from './project-db.ts';
import type { ProjectDisk } from './project-disk.ts';
import type { ImportReport } from './recovery-report.ts';
import { sealedCopy } from './seal.ts';

export interface ProjectList {
  readonly currentId: string;
  /** Newest opened first, those in the trash too. */
  readonly projects: readonly ProjectEntry[];
}

const CATALOG_FILE = '/catalog.sqlite3';
const FIRST_PROJECT = 'project';
const UNTITLED = 'Untitled project';

/**
 * All projects of a disk, of which one is open. Another one is opened by `choose` and a new start of the page: no state
 * of one project can then be left in another. Only one library may hold a disk.
 */
export class ProjectLibrary {
  readonly disk: ProjectDisk;
  readonly #catalog: ProjectCatalog;
  readonly #now: () => number;
  #currentId: string;
  #current: ProjectDb;
  #db: Awaited<ReturnType<ProjectDisk['open']>>;

  /** Opens the project that was opened last, an empty one on a new disk. Throws what SQLite throws. */
  static async open(disk: ProjectDisk, now: () => number): Promise<ProjectLibrary> {
    const catalog = new ProjectCatalog(await disk.open(CATALOG_FILE));
    try {
      adoptFiles(disk, catalog, now());
      let id = catalog.list().find(({ trashedAtMs }) => trashedAtMs === undefined)?.id;
      if (id === undefined) {
        const hasFirst = catalog.list().some((entry) => entry.id === FIRST_PROJECT);
        id = hasFirst ? crypto.randomUUID() : FIRST_PROJECT;
        catalog.add(id, UNTITLED, now());
      }
      const db = await disk.open(fileOf(id));
      try {
        const project = new ProjectDb(disk.sqlite, db);
        return new ProjectLibrary(disk, { catalog, now, id, project, db });
      } catch (thrown) {
        db.close();
        throw thrown;
      }
    } catch (thrown) {
      catalog.close();
      throw thrown;
    }
  }

  private constructor(
    disk: ProjectDisk,
    parts: {
      readonly catalog: ProjectCatalog;
      readonly now: () => number;
      readonly id: string;
      readonly project: ProjectDb;
      readonly db: Awaited<ReturnType<ProjectDisk['open']>>;
    },
  ) {
    this.disk = disk;
    this.#catalog = parts.catalog;
    this.#now = parts.now;
    this.#currentId = parts.id;
    this.#current = parts.project;
    this.#db = parts.db;
  }

  get current(): ProjectDb {
    return this.#current;
  }

  list(): ProjectList {
    return { currentId: this.#currentId, projects: this.#catalog.list() };
  }

  /** A new and empty project, which the next start opens. */
  async create(name: string): Promise<void> {
    await this.#add(name, emptyProject(this.disk.sqlite));
  }

  /** The next start opens it; out of the trash, if it lies there. */
  choose(id: string): void {
    this.#catalog.markOpened(id, this.#now());
  }

  rename(id: string, name: string): void {
    this.#catalog.rename(id, name);
  }

  async duplicate(id: string, name: string): Promise<void> {
    if (id === this.#currentId) {
      await this.#add(name, readBytes(this.disk.sqlite, this.#db));
    } else {
      // Opened and not copied as bytes: a transaction that was cut off is rolled back by opening.
      const db = await this.disk.open(fileOf(id));
      try {
        await this.#add(name, readBytes(this.disk.sqlite, db));
      } finally {
        db.close();
      }
    }
    this.choose(this.#currentId);
  }

  trash(id: string): void {
    this.#catalog.setTrashed(id, this.#now());
  }

  restore(id: string): void {
    this.#catalog.setTrashed(id, undefined);
  }

  /** For good. The file goes first: one without an entry would come back as a project. */
  emptyTrash(): void {
    for (const { id, trashedAtMs } of this.#catalog.list()) {
      if (trashedAtMs === undefined || id === this.#currentId) continue;
      this.disk.delete(fileOf(id));
      this.#catalog.remove(id);
    }
  }

  /** The open project as a file. Needs memory, but no room on the disk. */
  async copy(): Promise<Uint8Array> {
    return sealedCopy(this.disk.sqlite, this.#db);
  }

  /** A file becomes a project of its own, which the next start opens. Throws `FailureError` where it is refused. */
  async takeIn(name: string, bytes: Uint8Array): Promise<ImportReport> {
    const opened = await openProjectFile(this.disk.sqlite, bytes);
    if (opened.kind === 'refused') throw new FailureError(opened.failure);
    await this.#add(opened.report.kind === 'recovered' ? `${name} (recovered)` : name, opened.bytes);
    return opened.report;
  }

  /** Shows a copy of another tab's project in place of the open one; for a disk that keeps nothing. */
  async show(name: string, bytes: Uint8Array): Promise<void> {
    this.#current.close();
    this.#currentId = await this.#add(name, bytes);
    this.#db = await this.disk.open(fileOf(this.#currentId));
    this.#current = new ProjectDb(this.disk.sqlite, this.#db);
  }

  close(): void {
    this.#current.close();
    this.#catalog.close();
  }

  async #add(name: string, bytes: Uint8Array): Promise<string> {
    const id = crypto.randomUUID();
    await this.disk.write(fileOf(id), bytes);
    this.#catalog.add(id, name, this.#now());
    return id;
  }
}

function fileOf(id: string): string {
  return `/${id}.sqlite3`;
}

/** A project without an entry, from before there was a catalog or cut off before it was entered, gets one. */
function adoptFiles(disk: ProjectDisk, catalog: ProjectCatalog, nowMs: number): void {
  const known = new Set(catalog.list().map(({ id }) => id));
  for (const file of disk.fileNames()) {
    const id = /^\/(.+)\.sqlite3$/u.exec(file)?.[1];
    if (id !== undefined && file !== CATALOG_FILE && !known.has(id)) catalog.add(id, UNTITLED, nowMs);
  }
}
