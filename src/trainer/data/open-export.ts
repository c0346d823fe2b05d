import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import type { EntityType } from '../../core/corpus/corpus.ts';
import type { ExportFile } from '../../core/export/export-file.ts';
import { listedNames, readExport, unzipFiles, type ExportIssue } from '../../core/export/read-export.ts';
import { TrainRefusal } from '../train-problem.ts';

/** An export of the studio, with every file that its manifest lists. */
export interface OpenedExport {
  /** As named by the person. */
  readonly path: string;
  /** What relative paths in a config mean: the export's folder, or the one that a zip lies in. */
  readonly root: string;
  readonly isZip: boolean;
  readonly textOf: ReadonlyMap<string, string>;
  readonly entityTypes: readonly EntityType[];
  /** Every difference from the manifest. */
  readonly issues: readonly ExportIssue[];
}

const MANIFEST = 'manifest.json';

/**
 * Opens an export's folder or zip and checks its files against the manifest's hashes. Of a folder only what the
 * manifest lists is read: a training puts its own files there too.
 *
 * @throws TrainRefusal `not-an-export`, or `export-damaged` where the manifest itself cannot be used.
 */
export async function openExport(path: string): Promise<OpenedExport> {
  const isZip = existsSync(path) && statSync(path).isFile();
  const files = isZip ? await readZip(path) : await readFolder(path);
  const { manifest, issues } = readExport(files);
  const faults = issues.filter(({ code }) => code === 'manifest-malformed' || code === 'version-unsupported');
  if (manifest === undefined || faults.length > 0) throw new TrainRefusal({ code: 'export-damaged', path, issues });
  return {
    path,
    root: isZip ? dirname(path) : path,
    isZip,
    textOf: new Map(files.map(({ name, text }) => [name, text])),
    entityTypes: entityTypesOf(manifest),
    issues,
  };
}

async function readZip(path: string): Promise<readonly ExportFile[]> {
  const { files, issues } = unzipFiles(new Uint8Array(await readFile(path)));
  const [issue] = issues;
  if (issue !== undefined) throw new TrainRefusal({ code: 'not-an-export', path, detail: issue.detail });
  // Some packers put the folder itself into the zip.
  const manifest = files.find(({ name }) => name === MANIFEST || /^[^/]+\/manifest\.json$/.test(name));
  if (manifest === undefined)
    throw new TrainRefusal({ code: 'not-an-export', path, detail: 'it has no manifest.json' });
  const prefix = manifest.name.slice(0, -MANIFEST.length);
  return files
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, text }) => ({ name: name.slice(prefix.length), text }));
}

async function readFolder(path: string): Promise<readonly ExportFile[]> {
  const refuse = (detail: string): never => {
    throw new TrainRefusal({ code: 'not-an-export', path, detail });
  };
  if (!existsSync(path)) return refuse('there is no such file or folder');
  const manifestPath = join(path, MANIFEST);
  if (!existsSync(manifestPath)) return refuse('it has no manifest.json');
  const manifestText = await readFile(manifestPath, 'utf8');
  const files: ExportFile[] = [{ name: MANIFEST, text: manifestText }];
  for (const name of listedNames(manifestText)) {
    const isInside = !isAbsolute(name) && !name.split(/[/\\]/u).includes('..');
    if (!isInside) return refuse(`its manifest lists ${JSON.stringify(name)}, which lies outside of it`);
    const file = join(path, name);
    if (existsSync(file)) files.push({ name, text: await readFile(file, 'utf8') });
  }
  return files;
}

const WITH_TYPES = v.object({ samples: v.object({ entityTypes: v.array(v.unknown()) }) });

function entityTypesOf(manifest: Readonly<Record<string, unknown>>): readonly EntityType[] {
  const names = v.is(WITH_TYPES, manifest) ? manifest.samples.entityTypes : [];
  return names.filter((name) => typeof name === 'string');
}
