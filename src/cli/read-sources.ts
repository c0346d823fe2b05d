import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '../core/formats/decode-source.ts';
import type { DataIssue } from '../core/issue.ts';

export interface ReadSources {
  readonly sources: readonly SourceFile[];
  /** One `read-failed` for each path that could not be read. */
  readonly issues: readonly DataIssue[];
}

/**
 * Reads files, and the files of folders and their subfolders in the order of their names, hidden ones left out. A
 * source is named by its path as given, so two files of one name stay apart.
 */
export async function readSources(paths: readonly string[]): Promise<ReadSources> {
  const sources: SourceFile[] = [];
  const issues: DataIssue[] = [];
  for (const path of paths) {
    try {
      for (const name of await listFiles(path)) sources.push({ name, bytes: await readFile(name) });
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      issues.push({ code: 'read-failed', severity: 'error', file: path, found, expected: 'a file or a folder' });
    }
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
