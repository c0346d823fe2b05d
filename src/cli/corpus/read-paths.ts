import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LARGE_BYTES } from '../../core/open/source-stream.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { SourceOpener } from '../../core/open/source-opener.ts';
import { nameSources } from './name-sources.ts';

/**
 * Reads files, and the files of folders and their subfolders in the order of their names, hidden ones left out. A
 * source is named by its base name, with as many folders before it as tell it from the others: names become ids of
 * samples and travel with exports, and where a person keeps files is nobody's business. A large file is never in
 * memory as a whole where its format allows.
 *
 * @returns one `read-failed` for each path that could not be read
 */
export async function readPaths(paths: readonly string[], opener: SourceOpener): Promise<readonly DataIssue[]> {
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
  for (const [index, path] of files.entries()) await orFail(path, addFile(opener, path, names[index] ?? path));
  return issues;
}

async function addFile(opener: SourceOpener, path: string, name: string): Promise<void> {
  const { size: byteCount } = await stat(path);
  if (byteCount < LARGE_BYTES) opener.add({ name, bytes: await readFile(path) });
  else await opener.addLarge({ name, byteCount, pieces: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }) });
  await opener.settle();
}

const CHUNK_BYTES = 2 ** 20;

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
