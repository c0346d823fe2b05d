import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, type Route } from '@playwright/test';
import { rootDir } from '../scripts/run-command.mjs';
import { test } from './local-test.ts';
import { StudioPage } from './studio-page.ts';

const folder = path.join(rootDir, 'src', 'testing', 'fixtures', 'models', 'qwen3');
const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name))]));
const id = 'tiny/qwen3';
const hub = 'https://huggingface.co/';

// The hub is the one machine that a person can have the studio ask; here the test answers for it.
test.use({ outside: [hub] });

test('a model named by its hub id is downloaded, opens without the network later, and can be deleted', async ({
  page,
}) => {
  const asked = await serveHub(page);
  const studio = new StudioPage(page);
  await studio.open();
  await studio.goTo('Models');
  expect(asked).toEqual([]);
  await studio.main.getByLabel('Model id on the Hugging Face hub').fill(id);
  await studio.main.getByRole('button', { name: 'Download' }).click();
  await expect(studio.panel('In use').getByRole('status')).toContainText(/Reading tiny\/qwen3: .* of /);
  await expect(studio.figure('Model')).toContainText(id);
  const hash = await studio.figure('SHA-256').innerText();
  const row = studio.main.getByRole('row').filter({ hasText: id });
  await expect(row).toContainText('opens without network');
  await expect(row).toContainText('apache-2.0');
  await expect(row).toContainText('141 kB');
  await expect(row).toContainText(hash);
  await expect(studio.main).toContainText(/The studio uses .* of the .* that the browser grants/);
  expect(new Set(asked.map((url) => url.slice(hub.length)))).toEqual(
    new Set([
      `api/models/${id}/revision/main?blobs=true`,
      ...['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'].map(
        (name) => `${id}/resolve/c0ffee/${name}`,
      ),
    ]),
  );

  await test.step('after a reload it opens from the disk, with the hub out of reach', async () => {
    asked.length = 0;
    await page.unroute(`${hub}**`);
    await page.route(`${hub}**`, async (route) => {
      asked.push(route.request().url());
      await route.abort('internetdisconnected');
    });
    await studio.expectSaved();
    await page.reload();
    await row.getByRole('button', { name: `Load ${id}` }).click();
    await expect(studio.figure('SHA-256')).toHaveText(hash);
    expect(asked).toEqual([]);
  });

  await test.step('deleted, it is gone, and naming it again says that the hub is not reached', async () => {
    await row.getByRole('button', { name: `Delete ${id} from this disk` }).click();
    await expect(row).toHaveCount(0);
    await studio.main.getByLabel('Model id on the Hugging Face hub').fill(id);
    await studio.main.getByRole('button', { name: 'Download' }).click();
    await expect(studio.main.getByRole('alert')).toContainText('hub-unreachable');
    expect(asked).toHaveLength(1);
  });
});

/** Answers as the hub does, the weights only when the page has shown how far it is; gives the addresses asked for. */
async function serveHub(page: Page): Promise<string[]> {
  const asked: string[] = [];
  const headers = { 'access-control-allow-origin': '*' };
  await page.route(`${hub}**`, async (route: Route) => {
    const url = route.request().url();
    asked.push(url);
    if (url.startsWith(`${hub}api/models/${id}/`)) return route.fulfill({ headers, json: describeModel() });
    const body = files.get(url.slice(`${hub}${id}/resolve/c0ffee/`.length));
    if (body === undefined) return route.fulfill({ status: 404, headers });
    if (url.endsWith('.safetensors')) await page.getByText(/Reading tiny\/qwen3: .* of /).waitFor();
    return route.fulfill({ headers, body });
  });
  return asked;
}

function describeModel(): object {
  return {
    sha: 'c0ffee',
    cardData: { license: 'apache-2.0' },
    siblings: [...files].map(([rfilename, bytes]) => ({
      rfilename,
      size: bytes.length,
      ...(rfilename.endsWith('.safetensors')
        ? { lfs: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length } }
        : { blobId: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') }),
    })),
  };
}
