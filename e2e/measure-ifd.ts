import path from 'node:path';
import type { Page } from '@playwright/test';
import { contentHash } from '../src/core/samples/content-hash.ts';
import { downloadExport } from './download-export.ts';
import { StudioPage } from './studio-page.ts';
import { readStoredIfds } from './watch-stored-scores.ts';

/** A row that a reference implementation has scored. */
export interface ReferenceRow {
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
  /** Null where the reference gives none. */
  readonly ifd: number | null;
}

export interface MeasuredRows {
  /** By place in the rows; undefined where the studio gives none. */
  readonly ifds: readonly (number | undefined)[];
  /** Places of the positives that Hybrid Superfiltering keeps when k is half of the eligible. */
  readonly keptHalf: readonly number[];
}

/**
 * Scores rows in the studio as a person would and reads what came of it from a saved copy of the project and from the
 * downloaded zip. `modelFolder` scores in place of the embedded model.
 */
export async function measureIfd(
  page: Page,
  rows: readonly ReferenceRow[],
  {
    device,
    timeoutMs,
    modelFolder,
  }: { readonly device: 'WASM' | 'WebGPU'; readonly timeoutMs: number; readonly modelFolder?: string | undefined },
): Promise<MeasuredRows> {
  const studio = new StudioPage(page);
  const { main } = studio;
  await studio.open();
  const text = rows.map(({ instruction, input, output }) => JSON.stringify({ instruction, input, output })).join('\n');
  await studio.chooseFiles({ name: 'rows.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) });
  await studio.sourceRow('rows.jsonl').waitFor();
  if (modelFolder !== undefined) {
    await studio.goTo('Models');
    await page.getByLabel('Model folder').setInputFiles(modelFolder);
    await studio.panel('In use').getByText(path.basename(modelFolder)).first().waitFor();
  }

  await studio.goTo('Score');
  await studio.chooseDevice(device);
  await studio.scoreAll(timeoutMs);
  await main.getByText(`The model has read all ${rows.length} samples.`).waitFor();
  await studio.panel('Weak model').getByText(device, { exact: true }).waitFor();

  await studio.goTo('Select');
  await main.getByRole('radiogroup', { name: 'k is a share of' }).getByText('the eligible').click();
  await studio.goTo('Export');
  const { train, dev } = await downloadExport(studio);
  const kept = new Set([...train, ...dev].map(contentOf));

  const stored = await readStoredIfds(page);
  const ifds = rows.map(({ output, ...row }) => stored.get(contentHash({ ...row, answer: output })));
  const keptHalf = rows.flatMap((row, index) => (ifds[index] !== undefined && kept.has(contentOf(row)) ? [index] : []));
  return { ifds, keptHalf };
}

function contentOf({ instruction, input, output }: Omit<ReferenceRow, 'ifd'>): string {
  return JSON.stringify([instruction, input, output]);
}

/** Places of the better half of the rows with an IFD below 1, as the released selection code takes them. */
export function topHalf(rows: readonly ReferenceRow[]): readonly number[] {
  const eligible = rows.flatMap(({ ifd }, index) => (ifd !== null && ifd < 1 ? [{ ifd, index }] : []));
  eligible.sort((a, b) => b.ifd - a.ifd);
  return eligible
    .slice(0, Math.floor(eligible.length / 2))
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/** Rows whose IFD differs by more than the tolerance, or that only one side has scored. */
export function differingRows(
  rows: readonly ReferenceRow[],
  ifds: MeasuredRows['ifds'],
  tolerance: number,
): readonly object[] {
  return rows.flatMap(({ input, ifd }, index) => {
    const measured = ifds[index];
    const isEqual =
      ifd === null ? measured === undefined : measured !== undefined && Math.abs(measured - ifd) <= tolerance;
    return isEqual ? [] : [{ index, input, expected: ifd, measured }];
  });
}
