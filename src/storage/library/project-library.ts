import type { Database } from '@sqlite.org/sqlite-wasm';
import { FailureError } from '../../core/failure.ts';
import { forAnyTool, readBytes } from '../database/database-bytes.ts';
import { letCopyLeave } from '../tables/copy-identity.ts';
import { emptyProject } from '../database/empty-project.ts';
import { CHECKED_BYTES, findDamage, isDamage, isSqliteError, openChecked } from '../recovery/open-checked.ts';
import {
  fileOf,
  openClaimed,
  openCurrent,
  type OpenedProject,
  type Rescue,
  UNTITLED,
} from '../recovery/open-current.ts';
import { openProjectFile } from '../recovery/open-project-file.ts';
import { peekProject, type ProjectCopy } from './peek-project.ts';
import { ProjectCatalog, type ProjectEntry } from '../project/project-catalog.ts';
import type { ProjectDb } from '../project/project-db.ts';
import type { ProjectDisk } from '../database/project-disk.ts';
import type { ImportReport } from '../recovery/recovery-report.ts';
import { sealedCopy } from '../database/seal.ts';

export interface ProjectList {
  readonly currentId: string;
  /** Newest opened first, those in the trash too. */
  readonly projects: readonly ProjectEntry[];
  /** Set where the project that was to be opened could not be: another one stands open in its place. */
  readonly rescue: Rescue | undefined;
}

const CATALOG_FILE = '/catalog.sqlite3';

/**
 * All projects of a disk, of which one is open. Another one is opened by `choose` and a new start of the page: no state
 * of one project can then be left in another. Only one library may hold a disk. A method that changes something is done
 * when that is on disk, and returns the list as it is then.
 */
export class ProjectLibrary {
  readonly disk: ProjectDisk;
  readonly #catalog: ProjectCatalog;
  readonly #now: () => number;
  #currentId: string;
  #current: ProjectDb;
  #db: Database;
  #rescue: Rescue | undefined;

  /**
   * Opens the project that was opened last, an empty one on a new disk. One that is damaged stays as it is, with that
   * in its name, and what can be read of it becomes a new project; one of a newer studio stays as it is, and the next
   * one is opened. Throws what SQLite throws.
   */
  static async open(disk: ProjectDisk, now: () => number, checkedBytes = CHECKED_BYTES): Promise<ProjectLibrary> {
    const catalog = await openCatalog(disk);
    try {
      adoptFiles(disk, catalog, now());
      const opened = await openCurrent(disk, catalog, { nowMs: now(), checkedBytes });
      return new ProjectLibrary(disk, { ...opened, catalog, now });
    } catch (thrown) {
      catalog.close();
      throw thrown;
    }
  }

  private constructor(
    disk: ProjectDisk,
    parts: OpenedProject & { readonly catalog: ProjectCatalog; readonly now: () => number },
  ) {
    this.disk = disk;
    this.#catalog = parts.catalog;
    this.#now = parts.now;
    this.#currentId = parts.id;
    this.#current = parts.project;
    this.#db = parts.db;
    this.#rescue = parts.rescue;
  }

  get current(): ProjectDb {
    return this.#current;
  }

  list(): ProjectList {
    return { currentId: this.#currentId, projects: this.#catalog.list(), rescue: this.#rescue };
  }

  /** A new and empty project, which the next start opens. */
  async create(name: string): Promise<ProjectList> {
    await this.#add(name, emptyProject(this.disk.sqlite));
    return this.list();
  }

  /** The next start opens it; out of the trash, if it lies there. */
  choose(id: string): ProjectList {
    this.#catalog.markOpened(id, this.#now());
    return this.list();
  }

  rename(id: string, name: string): ProjectList {
    this.#catalog.rename(id, name);
    return this.list();
  }

  async duplicate(id: string, name: string): Promise<ProjectList> {
    if (id === this.#currentId) {
      this.#letLeave(this.#db);
      await this.#add(name, readBytes(this.disk.sqlite, this.#db));
    } else {
      // Opened and not copied as bytes: a transaction that was cut off is rolled back by opening.
      const db = await this.disk.open(fileOf(id));
      try {
        this.#letLeave(db);
        await this.#add(name, readBytes(this.disk.sqlite, db));
      } finally {
        db.close();
      }
    }
    return this.choose(this.#currentId);
  }

  trash(id: string): ProjectList {
    this.#catalog.setTrashed(id, this.#now());
    return this.list();
  }

  restore(id: string): ProjectList {
    this.#catalog.setTrashed(id, undefined);
    return this.list();
  }

  /** For good. The file goes first: one without an entry would come back as a project. */
  emptyTrash(): ProjectList {
    for (const { id, trashedAtMs } of this.#catalog.list()) {
      if (trashedAtMs === undefined || id === this.#currentId) continue;
      this.disk.delete(fileOf(id));
      this.#catalog.remove(id);
    }
    return this.list();
  }

  /** The open project as a file. Needs memory, but no room on the disk. */
  async copy(): Promise<Uint8Array> {
    this.#letLeave(this.#db);
    return sealedCopy(this.disk.sqlite, this.#db);
  }

  /** The file of any project as it lies on the disk, even of one that cannot be opened; the open one as a copy. */
  async fileOf(id: string): Promise<Uint8Array> {
    if (id === this.#currentId) return this.copy();
    try {
      // Takes into the file what a log beside it may hold.
      const db = await this.disk.open(fileOf(id));
      // Into a damaged one nothing is written: it is given as it lies there.
      if (findDamage(db, 'quick_check') === undefined) this.#letLeave(db);
      db.close();
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
    }
    return forAnyTool(await this.disk.read(fileOf(id)));
  }

  /**
   * Looks through all of the open project, whatever its size: what is wrong with it first, or undefined. The next start
   * recovers a damaged one.
   */
  check(): string | undefined {
    const damage = findDamage(this.#db, 'integrity_check');
    if (damage !== undefined) this.#catalog.markDamaged(this.#currentId, damage);
    return damage;
  }

  /** A file becomes a project of its own, which the next start opens. Throws `FailureError` where it is refused. */
  async takeIn(name: string, bytes: Uint8Array): Promise<ImportReport> {
    const opened = await openProjectFile(this.disk.sqlite, bytes);
    if (opened.kind === 'refused') throw new FailureError(opened.failure);
    await this.#add(opened.report.kind === 'recovered' ? `${name} (recovered)` : name, opened.bytes);
    return opened.report;
  }

  /** What was done in another copy of the open project. Throws `FailureError` where the file is refused. */
  async peek(bytes: Uint8Array): Promise<ProjectCopy> {
    return peekProject(this.disk.sqlite, bytes, this.#db);
  }

  /** Shows a copy of another tab's project in place of the open one; for a disk that keeps nothing. */
  async show(name: string, bytes: Uint8Array): Promise<ProjectList> {
    this.#current.close();
    this.#currentId = await this.#add(name, bytes);
    this.#db = await this.disk.open(fileOf(this.#currentId));
    this.#current = openClaimed(this.disk, this.#catalog, { id: this.#currentId, db: this.#db });
    return this.list();
  }

  /** Opens now what the next start would, in place of the open project, which goes; for a disk that keeps nothing. */
  async reopen(): Promise<ProjectList> {
    const next = this.#catalog.list().find(({ trashedAtMs }) => trashedAtMs === undefined);
    if (next === undefined || next.id === this.#currentId) return this.list();
    // What is open goes only once the other one is there.
    const db = await this.disk.open(fileOf(next.id));
    const project = openClaimed(this.disk, this.#catalog, { id: next.id, db });
    this.#current.close();
    this.disk.delete(fileOf(this.#currentId));
    this.#catalog.remove(this.#currentId);
    this.#currentId = next.id;
    this.#db = db;
    this.#current = project;
    return this.list();
  }

  close(): void {
    this.#current.close();
    this.#catalog.close();
  }

  /** From here on the project and the copy that is made of it are two. */
  #letLeave(db: Database): void {
    try {
      letCopyLeave(db);
    } catch (thrown) {
      // A full disk, or a project of another studio: the copy is worth having, and is taken for an older one.
      if (!isSqliteError(thrown)) throw thrown;
    }
  }

  async #add(name: string, bytes: Uint8Array): Promise<string> {
    const id = crypto.randomUUID();
    await this.disk.write(fileOf(id), bytes);
    this.#catalog.add(id, name, this.#now());
    return id;
  }
}

/** Names and dates only: a list that is damaged is made anew, and `adoptFiles` enters the projects again. */
async function openCatalog(disk: ProjectDisk): Promise<ProjectCatalog> {
  const opened = await openChecked(disk, { file: CATALOG_FILE }, (db) => new ProjectCatalog(db));
  if (opened.kind === 'opened') return opened.value;
  disk.delete(CATALOG_FILE);
  return new ProjectCatalog(await disk.open(CATALOG_FILE));
}

/** A project without an entry, from before there was a catalog or cut off before it was entered, gets one. */
function adoptFiles(disk: ProjectDisk, catalog: ProjectCatalog, nowMs: number): void {
  const known = new Set(catalog.list().map(({ id }) => id));
  for (const file of disk.fileNames()) {
    const id = /^\/(.+)\.sqlite3$/u.exec(file)?.[1];
    if (id !== undefined && file !== CATALOG_FILE && !known.has(id)) catalog.add(id, UNTITLED, nowMs);
  }
}
