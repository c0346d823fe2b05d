import { buildExport, type ExportRequest } from './build-export.ts';
import { zipFiles } from './zip-files.ts';
import type { IfdResult } from '../ifd/ifd.ts';

/** An export as data that can cross a thread. */
export interface PackRequest extends Omit<ExportRequest, 'resultOf' | 'createdAt'> {
  /** By index into `samples`. */
  readonly results: readonly (IfdResult | undefined)[];
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
}

/** Builds an export and packs it as a zip. */
export function packExport({ results, createdAtMs, ...request }: PackRequest): Uint8Array {
  const files = buildExport({
    ...request,
    resultOf: (index) => results[index],
    createdAt: new Date(createdAtMs).toISOString(),
  });
  return zipFiles(files, createdAtMs);
}
