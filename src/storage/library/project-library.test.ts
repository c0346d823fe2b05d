import { describe, expect, it } from 'vitest';
import { fillProject } from '../../testing/studio/full-project.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { seededRandom } from '../../core/numbers/seeded-random.ts';
import { openBytes, readBytes } from '../database/database-bytes.ts';
import { createMemoryDisk } from '../database/memory-disk.ts';
import type { ProjectDisk } from '../database/project-disk.ts';
import { ProjectLibrary } from './project-library.ts';
import { MIGRATIONS } from '../database/schema.ts';
import { sealedCopy } from '../database/seal.ts';
import { toStorageFailure } from '../thread/storage-failure.ts';

const DOCUMENT_COUNT = 120;
const CASES = 6;
const PROJECT_FILE = '/project.sqlite3';
const PAGE_BYTES = 8192;

const sqlite = await loadNodeSqlite();
const project = new sqlite.oo1.DB(':memory:');
await fillProject(project, DOCUMENT_COUNT);
const saved = await sealedCopy(sqlite, project);
project.close();

async function diskWith(bytes: Uint8Array): Promise<ProjectDisk> {
  const disk = createMemoryDisk(sqlite, { kind: 'opfs' });
  await disk.write(PROJECT_FILE, bytes);
  return disk;
}

async function openLibrary(disk: ProjectDisk, checkedBytes?: number): Promise<ProjectLibrary> {
  return ProjectLibrary.open(disk, () => 1, checkedBytes);
}

/** What is written to an open database stays, as on the browser's disk. */
async function keepingDiskWith(bytes: Uint8Array): Promise<ProjectDisk> {
  const disk = await diskWith(bytes);
  return {
    ...disk,
    open: async (file) => {
      const db = await disk.open(file);
      db.onclose = { before: () => void disk.write(file, readBytes(sqlite, db)) };
      return db;
    },
  };
}

function readAll(library: ProjectLibrary): void {
  library.current.readDocuments(0, library.current.readHead().documentCount);
}

function failureOf(work: () => void): ReturnType<typeof toStorageFailure> | undefined {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return toStorageFailure(thrown, undefined);
  }
}

function damagedAt(offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(saved);
  bytes.fill(0xa5, offset, offset + length);
  return bytes;
}

describe('the project opened last', () => {
  it('is opened as it is where it is sound', async () => {
    const library = await openLibrary(await diskWith(saved));
    expect(library.list()).toMatchObject({ currentId: 'project', rescue: undefined });
    expect(library.current.readHead().documentCount).toBe(DOCUMENT_COUNT);
    library.close();
  });

  it(
    'comes up with what can be read of it where a page of it is damaged, and stays as it is',
    { timeout: 90_000 },
    async () => {
      const random = seededRandom(7);
      let rescuedDocuments = 0;
      let lostCount = 0;
      for (let each = 0; each < CASES; each += 1) {
        // Behind the first page: without the header's marks it would not be known for a project. The whole of a page:
        // many tables have one of their own with little in it, where less might hit nothing.
        const page = 1 + Math.floor(random() * (saved.byteLength / PAGE_BYTES - 1));
        const damaged = damagedAt(page * PAGE_BYTES, PAGE_BYTES);
        const disk = await diskWith(damaged);
        const library = await openLibrary(disk);
        const { rescue, projects, currentId } = library.list();
        expect(await disk.read(PROJECT_FILE)).toEqual(damaged);
        if (rescue === undefined) {
          // Texts that overflow may take damage that SQLite cannot see.
          expect(currentId).toBe('project');
        } else {
          expect(currentId).not.toBe('project');
          expect(projects.find(({ id }) => id === 'project')?.name).toBe('Untitled project (damaged)');
          if (rescue.kind === 'lost') lostCount += 1;
          else {
            const { documentCount } = library.current.readHead();
            library.current.readDocuments(0, documentCount);
            rescuedDocuments += documentCount > 0 ? 1 : 0;
          }
        }
        library.close();
      }
      console.log(`${rescuedDocuments} of ${CASES} damaged projects came up with documents, ${lostCount} with nothing`);
      expect(rescuedDocuments).toBeGreaterThan(CASES / 2);
    },
  );

  it('gives way to an empty one where nothing of it can be read, and the reason is told', async () => {
    const disk = await diskWith(damagedAt(0, saved.byteLength));
    const library = await openLibrary(disk);
    expect(library.list()).toMatchObject({ rescue: { kind: 'lost', name: 'Untitled project (damaged)' } });
    expect(library.current.readHead().documentCount).toBe(0);
    library.close();
  });

  it('is not taken for the rescued one that stands in its place', async () => {
    const disk = await diskWith(damagedAt(5 * PAGE_BYTES, 3 * PAGE_BYTES));
    const library = await openLibrary(disk);
    const { currentId, projects, rescue } = library.list();
    expect(rescue?.kind).toBe('rescued');
    // Newest first: the next start opens what was rescued.
    expect(projects.map(({ id }) => id)).toEqual([currentId, 'project']);
    expect(disk.fileNames()).toContain(`/${currentId}.sqlite3`);
    library.close();
  });
});

describe('a project too large to be looked through at every start', () => {
  /** With damage that only the texts' pages show. */
  async function openDamaged(): Promise<{ disk: ProjectDisk; library: ProjectLibrary; damaged: Uint8Array }> {
    for (let page = 5; page < saved.byteLength / PAGE_BYTES; page += 1) {
      const damaged = damagedAt(page * PAGE_BYTES, PAGE_BYTES);
      const disk = await keepingDiskWith(damaged);
      const library = await openLibrary(disk, 0);
      if (library.list().rescue === undefined && failureOf(() => readAll(library)) !== undefined) {
        return { disk, library, damaged };
      }
      library.close();
    }
    throw new Error('every damage showed at once, or never');
  }

  it('says that it is damaged when it is found so, and is recovered by the next start', async () => {
    const { disk, library } = await openDamaged();
    expect(failureOf(() => readAll(library))).toMatchObject({ code: 'storage-damaged' });
    const damage = library.check();
    expect(damage).toBeDefined();
    library.close();
    const damaged = await disk.read('/project.sqlite3');

    const next = await openLibrary(disk, 0);
    const { rescue, projects } = next.list();
    expect(rescue).toMatchObject({ kind: 'rescued', report: { kind: 'recovered' } });
    expect(projects.find(({ id }) => id === 'project')?.name).toBe('Untitled project (damaged)');
    expect(next.check()).toBeUndefined();
    readAll(next);
    // The damaged one is given out as it is.
    expect(Buffer.compare(await next.fileOf('project'), damaged)).toBe(0);
    next.close();
  });

  it('is opened as it is after it was looked through and found sound', async () => {
    const disk = await keepingDiskWith(saved);
    const library = await openLibrary(disk, 0);
    expect(library.check()).toBeUndefined();
    library.close();
    const next = await openLibrary(disk, 0);
    expect(next.list()).toMatchObject({ currentId: 'project', rescue: undefined });
    next.close();
  });
});

describe('a project of a newer studio', () => {
  const known = MIGRATIONS.length;
  const newerBytes = (): Uint8Array => {
    const db = openBytes(sqlite, saved);
    db.exec(`PRAGMA user_version = ${known + 1}`);
    const bytes = readBytes(sqlite, db);
    db.close();
    return bytes;
  };
  const left = {
    kind: 'left',
    name: 'Untitled project',
    failure: { code: 'project-newer', found: known + 1, known, project: 'Untitled project' },
  };

  it('is left alone, and the next one is opened', async () => {
    const disk = await diskWith(saved);
    const newer = newerBytes();
    await disk.write('/newer.sqlite3', newer);
    const library = await openLibrary(disk);
    expect(library.list()).toMatchObject({ currentId: 'project', rescue: left });
    expect(library.list().projects.map(({ id }) => id)).toEqual(['newer', 'project']);
    expect(library.current.readHead().documentCount).toBe(DOCUMENT_COUNT);
    expect(Buffer.compare(await disk.read('/newer.sqlite3'), newer)).toBe(0);
    library.close();
  });

  it('gives way to an empty one where there is no other', async () => {
    const newer = newerBytes();
    const disk = await diskWith(newer);
    const library = await openLibrary(disk);
    expect(library.list()).toMatchObject({ rescue: left });
    expect(library.list().currentId).not.toBe('project');
    expect(library.current.readHead().documentCount).toBe(0);
    expect(Buffer.compare(await disk.read(PROJECT_FILE), newer)).toBe(0);
    library.close();
  });
});

describe('a damaged list of projects', () => {
  it('is made anew from the files', async () => {
    const disk = await diskWith(saved);
    await disk.write('/catalog.sqlite3', new Uint8Array(4 * PAGE_BYTES).fill(7));
    const library = await openLibrary(disk);
    expect(library.list()).toMatchObject({ currentId: 'project', rescue: undefined });
    expect(library.current.readHead().documentCount).toBe(DOCUMENT_COUNT);
    library.close();
  });
});
