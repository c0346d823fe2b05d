import type { Database } from '@sqlite.org/sqlite-wasm';
import { type Failure, FailureError } from '../../core/failure.ts';
import { claimCopy } from '../tables/copy-identity.ts';
import { countLostActs } from './damaged-log.ts';
import { emptyProject } from '../database/empty-project.ts';
import { openChecked } from './open-checked.ts';
import { type OpenedProjectFile, openProjectFile } from './open-project-file.ts';
import type { ProjectCatalog, ProjectEntry } from '../project/project-catalog.ts';
import { ProjectDb } from '../project/project-db.ts';
import type { ProjectDisk } from '../database/project-disk.ts';
import type { ImportReport } from './recovery-report.ts';

/**
 * What became of a project that could not be opened with all that was saved. `rescued`: what could be read of it is the
 * open project. `lost`: nothing could, and the open project is empty. `left`: it is of a newer studio, and another one is open.
 */
export type Rescue =
  | { readonly kind: 'rescued'; readonly name: string; readonly report: ImportReport }
  | { readonly kind: 'lost' | 'left'; readonly name: string; readonly failure: Failure };

export interface OpenedProject {
  readonly id: string;
  readonly project: ProjectDb;
  readonly db: Database;
  readonly rescue: Rescue | undefined;
}

export const UNTITLED = 'Untitled project';
const FIRST_PROJECT = 'project';
const DAMAGED = ' (damaged)';

export function fileOf(id: string): string {
  return `/${id}.sqlite3`;
}

/** The first project in the list that can be opened or recovered; an empty one where there is none. */
export async function openCurrent(
  disk: ProjectDisk,
  catalog: ProjectCatalog,
  how: { readonly nowMs: number; readonly checkedBytes: number },
): Promise<OpenedProject> {
  // The project of a studio that knew one only has a file and no entry; it is checked like any other.
  if (catalog.list().length === 0) catalog.add(FIRST_PROJECT, UNTITLED, how.nowMs);
  let left: Rescue | undefined;
  for (const entry of catalog.list()) {
    if (entry.trashedAtMs !== undefined) continue;
    try {
      const opened = await openOrRescue(disk, catalog, { ...how, entry });
      return { ...opened, rescue: opened.rescue ?? left };
    } catch (thrown) {
      if (!(thrown instanceof FailureError) || thrown.failure.code !== 'project-newer') throw thrown;
      // Stays where it is in the list: a newer studio opens it by itself.
      left ??= { kind: 'left', name: entry.name, failure: { ...thrown.failure, project: entry.name } };
    }
  }
  const hasFirst = catalog.list().some(({ id }) => id === FIRST_PROJECT);
  const id = hasFirst ? crypto.randomUUID() : FIRST_PROJECT;
  catalog.add(id, UNTITLED, how.nowMs);
  const db = await disk.open(fileOf(id));
  return { id, db, project: openClaimed(disk, catalog, { id, db }), rescue: left };
}

/** A project that lies here for the first time becomes a copy of its own. */
export function openClaimed(
  disk: ProjectDisk,
  catalog: ProjectCatalog,
  { id, db }: { readonly id: string; readonly db: Database },
): ProjectDb {
  const project = new ProjectDb(disk.sqlite, db);
  claimCopy(db, { owner: id, browserId: catalog.browserId() });
  return project;
}

async function openOrRescue(
  disk: ProjectDisk,
  catalog: ProjectCatalog,
  {
    entry,
    nowMs,
    checkedBytes,
  }: { readonly entry: ProjectEntry; readonly nowMs: number; readonly checkedBytes: number },
): Promise<OpenedProject> {
  const { id } = entry;
  const how = { file: fileOf(id), checkedBytes, damage: catalog.damageOf(id) };
  // Before SQLite reads the log, and goes on to write over what it could not read.
  const lostCount = await countLost(disk, how.file);
  const opened = await openChecked(disk, how, (db) => ({ db, project: openClaimed(disk, catalog, { id, db }) }));
  if (opened.kind === 'opened') {
    const report: ImportReport = { kind: 'log-damaged', lostCount };
    return { id, ...opened.value, rescue: lostCount === 0 ? undefined : { kind: 'rescued', name: entry.name, report } };
  }
  const damage = lostCount === 0 ? opened.damage : `${opened.damage}; and ${lostCount} acts of its log are lost`;
  const rescued = await rescueProject(disk, catalog, { entry, damage, nowMs });
  const db = await disk.open(fileOf(rescued.id));
  return { ...rescued, db, project: openClaimed(disk, catalog, { id: rescued.id, db }) };
}

async function countLost(disk: ProjectDisk, file: string): Promise<number> {
  const log = `${file}-wal`;
  return disk.fileNames().includes(log) ? countLostActs(await disk.read(log)) : 0;
}

/** Puts what can be read of a damaged project in its place; the damaged one stays, for a better tool than this. */
async function rescueProject(
  disk: ProjectDisk,
  catalog: ProjectCatalog,
  { entry, damage, nowMs }: { readonly entry: ProjectEntry; readonly damage: string; readonly nowMs: number },
): Promise<{ readonly id: string; readonly rescue: Rescue }> {
  const { id, name } = entry;
  const rescuedId = crypto.randomUUID();
  const opened = await recoverFile(disk, fileOf(id), damage);
  const isRescued = opened.kind === 'taken';
  await disk.write(fileOf(rescuedId), isRescued ? opened.bytes : emptyProject(disk.sqlite));
  const damagedName = name.endsWith(DAMAGED) ? name : `${name}${DAMAGED}`;
  catalog.rename(id, damagedName);
  catalog.add(rescuedId, isRescued ? `${name} (recovered)` : UNTITLED, nowMs);
  if (!isRescued) return { id: rescuedId, rescue: { kind: 'lost', name: damagedName, failure: opened.failure } };
  // As a file it may pass for sound where only the way it lay on the disk was not.
  const tables = opened.report.kind === 'recovered' ? opened.report.tables : [];
  const report: ImportReport = { kind: 'recovered', damage, tables };
  return { id: rescuedId, rescue: { kind: 'rescued', name: damagedName, report } };
}

async function recoverFile(disk: ProjectDisk, file: string, damage: string): Promise<OpenedProjectFile> {
  try {
    return await openProjectFile(disk.sqlite, await disk.read(file));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const detail = `${damage}; it is too large to be recovered here: ${thrown.message}`;
    return { kind: 'refused', failure: { code: 'project-damaged', detail } };
  }
}
