import { strToU8, zipSync, type Zippable } from 'fflate';
import type { ExportFile } from './export-file.ts';

/**
 * Files as a zip. The same files and time give the same bytes, in every time zone.
 * @param mtimeMs time written to every entry, milliseconds since the epoch; years 1980 to 2099
 */
export function zipFiles(files: readonly ExportFile[], mtimeMs: number): Uint8Array {
  return zipBytes(
    files.map(({ name, text }) => ({ name, bytes: strToU8(text) })),
    mtimeMs,
  );
}

/** The same for files that are bytes already. */
export function zipBytes(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  mtimeMs: number,
): Uint8Array {
  const entries: Zippable = {};
  for (const { name, bytes } of files) entries[name] = bytes;
  return zipSync(entries, { level: 6, mtime: utcAsLocal(mtimeMs) });
}

/** Zip entries hold a wall-clock time without a zone, and the packer reads the local one: let that be the UTC one. */
function utcAsLocal(timeMs: number): Date {
  const utc = new Date(timeMs);
  return new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
  );
}
