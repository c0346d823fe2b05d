import { describe, expect, it } from 'vitest';
import { fillProject } from '../testing/full-project.ts';
import { loadNodeSqlite } from '../testing/node-sqlite.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { createMemoryDisk } from './memory-disk.ts';
import type { ProjectDisk } from './project-disk.ts';
import { ProjectLibrary } from './project-library.ts';
import { sealedCopy } from './seal.ts';

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

async function openLibrary(disk: ProjectDisk): Promise<ProjectLibrary> {
  return ProjectLibrary.open(disk, () => 1);
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
