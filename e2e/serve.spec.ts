import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import { rootDir } from '../scripts/run-command.mjs';
import { test } from './local-test.ts';
import { takeStrangers } from './watch-requests.ts';

test('every response carries the isolation and security headers', async ({ page, request }) => {
  const paths: string[] = [];
  page.on('response', (response) => paths.push(new URL(response.url()).pathname));
  await page.goto('/');
  await page.waitForLoadState('load');
  paths.push('/no-such-file.js', '/.build-stamp');

  for (const path of paths) {
    const headers = (await request.get(path)).headers();
    expect(headers, path).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy'], path).toContain("default-src 'none'");
    expect(headers['content-security-policy'], path).not.toContain("'unsafe-eval'");
  }
});

test('the page is cross-origin isolated, so that the WASM runtime gets its threads', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
});

test('the page starts without breaking its own content security policy and without an error', async ({ page }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto('/');
  await expect(page.locator('#root')).not.toBeEmpty();
  await page.waitForLoadState('networkidle');
  expect(complaints).toEqual([]);
});

test('an inline script is refused', async ({ page }) => {
  await page.goto('/');
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.documentElement.dataset.planted = "yes"';
    document.head.append(script);
    return document.documentElement.dataset['planted'];
  });
  expect(ran).toBeUndefined();
});

// What every test of the studio holds, `local-test.ts` included, holds only where it sees all of it.
test('a request that leaves is seen, whatever page or worker it comes from', async ({ page, browser }) => {
  const another = await (await browser.newContext()).newPage();
  for (const [asking, name] of [
    [page, 'page'],
    [another, 'other'],
  ] as const) {
    await asking.route('**/*', (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
    await asking.goto('http://studio.example/');
    await asking.evaluate(async (caller) => {
      const ask = `fetch('http://elsewhere.example/${caller}-', { mode: 'no-cors' }).catch(() => undefined)`;
      const worker = new Worker(
        URL.createObjectURL(new Blob([`${ask.replace('-', '-worker')}.then(() => postMessage(0))`])),
      );
      const script = document.createElement('script');
      script.textContent = ask.replace('-', '-itself');
      document.head.append(script);
      await new Promise((resolve) => (worker.onmessage = resolve));
    }, name);
  }
  expect(takeStrangers(['http://studio.example/', 'blob:']).toSorted()).toEqual([
    'http://elsewhere.example/other-itself',
    'http://elsewhere.example/other-worker',
    'http://elsewhere.example/page-itself',
    'http://elsewhere.example/page-worker',
  ]);
});

test('a deep link opens the studio, a missing file does not', async ({ page, request }) => {
  await page.goto('/review/sample-7');
  await expect(page).toHaveTitle('BioSelect Studio');
  expect((await request.get('/assets/missing.js')).status()).toBe(404);
});

test('the build ships one ONNX Runtime, in a file of its own', () => {
  const assets = readdirSync(path.join(rootDir, 'dist', 'assets'));
  expect(assets.filter((name) => name.startsWith('ort-wasm') && name.endsWith('.wasm'))).toHaveLength(1);
  // Its threads start from that file; inside the worker's own file they would never answer.
  expect(assets.filter((name) => /^onnxruntime-.*\.js$/.test(name))).toHaveLength(1);
});

test('the page itself carries neither the model nor the database', () => {
  const dist = path.join(rootDir, 'dist');
  // The page's own: what opens the project, what shows it, and the libraries of both.
  const scripts = readdirSync(path.join(dist, 'assets')).filter((name) =>
    /^(?:index|start-studio|libraries)-[^.]+\.js$/.test(name),
  );
  expect(scripts).toHaveLength(3);
  for (const name of scripts) {
    const script = readFileSync(path.join(dist, 'assets', name), 'utf8');
    expect(script).not.toContain('sqlite3_open');
    expect(script).not.toContain('ort-wasm');
  }
});

test('of package.json only what is shown is in the build', () => {
  const assets = path.join(rootDir, 'dist', 'assets');
  for (const name of readdirSync(assets).filter((each) => each.endsWith('.js'))) {
    expect(readFileSync(path.join(assets, name), 'utf8')).not.toContain('devDependencies');
  }
});

test('About leads to the licences of everything in the build, workers included', async ({ page, request }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'About BioSelect Studio' }).click();
  const links = page.getByRole('dialog', { name: 'About BioSelect Studio' }).getByRole('link');
  await expect(links).toHaveCount(5);
  for (const link of await links.all()) {
    const response = await request.get(`/${await link.getAttribute('href')}`);
    expect(response.status()).toBe(200);
    expect(response.headers()['content-type']).toBe('text/plain; charset=utf-8');
  }
  const text = await (await request.get('/third-party-licences.txt')).text();
  const named = Array.from(text.matchAll(/^=+\n(\S+) \S+ \(/gmu), ([, name]) => name);
  const inPage = ['react', '@mantine/core', '@tabler/icons-react', 'zustand'];
  const inWorkers = ['fflate', 'saxes', '@huggingface/tokenizers', '@sqlite.org/sqlite-wasm', 'onnxruntime-web'];
  expect(named).toEqual(expect.arrayContaining([...inPage, ...inWorkers]));
});
