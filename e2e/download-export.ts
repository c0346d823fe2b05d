import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { DroppedRow } from '../src/core/export/export-rows.ts';
import { readExport, unzipFiles, type ReadExport } from '../src/core/export/read-export.ts';
import { parseRows } from './bioselect.ts';
import type { StudioPage } from './studio-page.ts';

export interface DownloadedExport extends Omit<ReadExport, 'dropped'> {
  readonly names: readonly string[];
  /** With reason and IFD. */
  readonly dropped: readonly DroppedRow[];
}

/** From Export: downloads the zip and reads it back; every file is there and has the hash that the manifest lists. */
export async function downloadExport({ page, main }: StudioPage): Promise<DownloadedExport> {
  const download = page.waitForEvent('download');
  await main.getByRole('button', { name: 'Download the zip' }).click();
  const bytes = await readFile(await (await download).path());
  const unzipped = unzipFiles(bytes);
  expect(unzipped.issues).toEqual([]);
  const read = readExport(unzipped.files);
  expect(read.issues).toEqual([]);
  const droppedText = unzipped.files.find((file) => file.name === 'dropped.jsonl')?.text ?? '';
  return { ...read, dropped: parseRows<DroppedRow>(droppedText), names: unzipped.files.map((file) => file.name) };
}
