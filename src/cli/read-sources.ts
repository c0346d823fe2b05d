import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SourceFile } from '../core/formats/decode-source.ts';
import type { DataIssue } from '../core/issue.ts';
import { nameSources } from './name-sources.ts';

export interface ReadSources {
  readonly sources: readonly SourceFile[];
  /** One `read-failed` for each path that could not be read. */
  readonly issues: readonly DataIssue[];
}

/**
 * Reads files, and the files of folders and their subfolders in the order of their names, hidden ones left out. A
 * source is named by its base name, with as many folders before it as tell it from the others: names become ids of
 * samples and travel with exports, and where a person keeps files is nobody's business.
 */
export async function readSources(paths: readonly string[]): Promise<ReadSources> {
  const issues: DataIssue[] = [];
  const orFail = async <Result>(path: string, read: Promise<Result>): Promise<Result | undefined> => {
    try {
      return await read;
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      issues.push({ code: 'read-failed', severity: 'error', file: path, found, expected: 'a file or a folder' });
      return undefined;
    }
  };
  const files: string[] = [];
  for (const path of paths) files.push(...((await orFail(path, listFiles(path))) ?? []));
  const names = nameSources(files.map((file) => resolve(file)));
  const sources: SourceFile[] = [];
  for (const [index, file] of files.entries()) {
    const bytes = await orFail(file, readFile(file));
    if (bytes !== undefined) sources.push({ name: names[index] ?? file, bytes });
  }
  return { sources, issues };
}

async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) names.push(...(await listFiles(join(path, entry.name))));
    else if (entry.isFile()) names.push(join(path, entry.name));
  }
  return names;
}
