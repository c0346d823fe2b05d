import type { Database } from '@sqlite.org/sqlite-wasm';
import { type Failure, FailureError } from '../core/failure.ts';
import { readBytes } from './database-bytes.ts';
import { emptyProject } from './empty-project.ts';
import { openChecked } from './open-checked.ts';
import { openProjectFile } from './open-project-file.ts';
import { peekProject, type ProjectCopy } from './peek-project.ts';
import { ProjectCatalog, type ProjectEntry } from './project-catalog.ts';
import { ProjectDb } from './project-db.ts';
import type { ProjectDisk } from './project-disk.ts';
import type { ImportReport } from './recovery-report.ts';
import { sealedCopy } from './seal.ts';

export interface ProjectList {
  readonly currentId: string;
  /** Newest opened first, those in the trash too. */
  readonly projects: readonly ProjectEntry[];
  /** Set where the project that was to be opened is damaged: another one stands open in its place. */
  readonly rescue: Rescue | undefined;
}

/** `rescued`: what could be read of it is the open project. `lost`: nothing could, and the open project is empty. */
export type Rescue =
  | { readonly kind: 'rescued'; readonly name: string; readonly report: ImportReport }
  | { readonly kind: 'lost'; readonly name: string; readonly failure: Failure };

const CATALOG_FILE = '/catalog.sqlite3';
const FIRST_PROJECT = 'project';
const UNTITLED = 'Untitled project';
const DAMAGED = ' (damaged)';

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
  #db: Database;
  #rescue: Rescue | undefined;

  /**
   * Opens the project that was opened last, an empty one on a new disk. One that is damaged stays as it is, with that
   * in its name, and what can be read of it becomes a new project. Throws what SQLite throws.
   */
  static async open(disk: ProjectDisk, now: () => number): Promise<ProjectLibrary> {
    const catalog = await openCatalog(disk);
    try {
      adoptFiles(disk, catalog, now());
      let id = catalog.list().find(({ trashedAtMs }) => trashedAtMs === undefined)?.id;
      if (id === undefined) {
        const hasFirst = catalog.list().some((entry) => entry.id === FIRST_PROJECT);
        id = hasFirst ? crypto.randomUUID() : FIRST_PROJECT;
        catalog.add(id, UNTITLED, now());
      }
      const sound = await openSound(disk, fileOf(id));
      if (sound.kind === 'sound') return new ProjectLibrary(disk, { catalog, now, id, ...sound, rescue: undefined });
      const { id: rescuedId, rescue } = await rescueProject(disk, catalog, { id, damage: sound.damage, nowMs: now() });
      const db = await disk.open(fileOf(rescuedId));
      const project = new ProjectDb(disk.sqlite, db);
      return new ProjectLibrary(disk, { catalog, now, id: rescuedId, project, db, rescue });
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
      readonly db: Database;
      readonly rescue: Rescue | undefined;
    },
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

  /** What was done in another copy of the open project. Throws `FailureError` where the file is refused. */
  async peek(bytes: Uint8Array): Promise<ProjectCopy> {
    return peekProject(this.disk.sqlite, bytes, this.#db);
  }

  /** Shows a copy of another tab's project in place of the open one; for a disk that keeps nothing. */
  async show(name: string, bytes: Uint8Array): Promise<void> {
    this.#current.close();
    this.#currentId = await this.#add(name, bytes);
    this.#db = await this.disk.open(fileOf(this.#currentId));
    this.#current = new ProjectDb(this.disk.sqlite, this.#db);
  }

  /** Opens now what the next start would, in place of the open project, which goes; for a disk that keeps nothing. */
  async reopen(): Promise<void> {
    const next = this.#catalog.list().find(({ trashedAtMs }) => trashedAtMs === undefined);
    if (next === undefined || next.id === this.#currentId) return;
    // What is open goes only once the other one is there.
    const db = await this.disk.open(fileOf(next.id));
    const project = new ProjectDb(this.disk.sqlite, db);
    this.#current.close();
    this.disk.delete(fileOf(this.#currentId));
    this.#catalog.remove(this.#currentId);
    this.#currentId = next.id;
    this.#db = db;
    this.#current = project;
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

/** Names and dates only: a list that is damaged is made anew, and `adoptFiles` enters the projects again. */
async function openCatalog(disk: ProjectDisk): Promise<ProjectCatalog> {
  const opened = await openChecked(disk, CATALOG_FILE, (db) => new ProjectCatalog(db));
  if (opened.kind === 'opened') return opened.value;
  disk.delete(CATALOG_FILE);
  return new ProjectCatalog(await disk.open(CATALOG_FILE));
}

async function openSound(
  disk: ProjectDisk,
  file: string,
): Promise<
  | { readonly kind: 'sound'; readonly db: Database; readonly project: ProjectDb }
  | { readonly kind: 'damaged'; readonly damage: string }
> {
  const opened = await openChecked(disk, file, (db) => ({ db, project: new ProjectDb(disk.sqlite, db) }));
  return opened.kind === 'opened' ? { kind: 'sound', ...opened.value } : opened;
}

/** Puts what can be read of a damaged project in its place; the damaged one stays, for a better tool than this. */
async function rescueProject(
  disk: ProjectDisk,
  catalog: ProjectCatalog,
  { id, damage, nowMs }: { readonly id: string; readonly damage: string; readonly nowMs: number },
): Promise<{ readonly id: string; readonly rescue: Rescue }> {
  const name = catalog.list().find((entry) => entry.id === id)?.name ?? UNTITLED;
  const rescuedId = crypto.randomUUID();
  const opened = await openProjectFile(disk.sqlite, await disk.read(fileOf(id)));
  const isRescued = opened.kind === 'taken';
  await disk.write(fileOf(rescuedId), isRescued ? opened.bytes : emptyProject(disk.sqlite));
  const damagedName = name.endsWith(DAMAGED) ? name : `${name}${DAMAGED}`;
  catalog.rename(id, damagedName);
  catalog.add(rescuedId, isRescued ? `${name} (recovered)` : UNTITLED, nowMs);
  if (!isRescued) return { id: rescuedId, rescue: { kind: 'lost', name: damagedName, failure: opened.failure } };
  // As a file it may pass for sound where only the way it lay on the disk was not.
  const report: ImportReport =
    opened.report.kind === 'recovered' ? opened.report : { kind: 'recovered', damage, tables: [] };
  return { id: rescuedId, rescue: { kind: 'rescued', name: damagedName, report } };
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
