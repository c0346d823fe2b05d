import { expect } from '@playwright/test';
import { test } from './local-test.ts';
import { differingRows, measureIfd, topHalf, type ReferenceRow } from './measure-ifd.ts';
import {
  readDemonstrationRows,
  readReleasedRows,
  readSuperfilteringRows,
  superfilteringModel,
} from './reference-rows.ts';
import { StudioPage } from './studio-page.ts';

const isLong = process.env['TEST_LONG'] === '1';

test('IFD in Chromium on WASM is PyTorch’s on rows of the demonstration corpus, with the same top half', async ({
  page,
}) => {
  await expectParity(page, readDemonstrationRows());
});

test('IFD in Chromium on WASM is the released Superfiltering code’s on twenty sentences of BC5CDR', async ({
  page,
}) => {
  await expectParity(page, readReleasedRows());
});

test(`IFD with another model is the released Superfiltering code’s on ${isLong ? 400 : 40} sentences of BC5CDR`, async ({
  page,
}) => {
  const rows = readSuperfilteringRows();
  test.skip(rows === undefined, 'the reference scores lie beside the repository and are not there');
  await expectParity(page, isLong ? (rows ?? []) : (rows ?? []).slice(0, 40), superfilteringModel);
});

async function expectParity(
  page: Parameters<typeof measureIfd>[0],
  rows: readonly ReferenceRow[],
  modelFolder?: string,
): Promise<void> {
  test.setTimeout(120_000 + rows.length * 1000);
  const { ifds, keptHalf } = await measureIfd(page, rows, {
    device: 'WASM',
    timeoutMs: 60_000 + rows.length * 500,
    modelFolder,
  });
  expect(differingRows(rows, ifds, 1e-3)).toEqual([]);
  expect(keptHalf).toEqual(topHalf(rows));
  // Rows have no documents: what the split keeps whole are passages, and the screen says so.
  const studio = new StudioPage(page);
  await expect(studio.figure('train.jsonl', studio.panel('What goes out'))).toHaveText(/from \d+ passages$/);
}
