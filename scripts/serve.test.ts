import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStudioServer, listen, parsePort, resolveTarget } from './serve.mjs';

let folder = '';
let root = '';
let server: Server;
let url = '';

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'bioselect-serve-')));
  root = path.join(folder, 'dist');
  await mkdir(path.join(root, 'assets'), { recursive: true });
  await mkdir(path.join(root, 'models'));
  await mkdir(path.join(folder, 'dist-secret'));
  await writeFile(path.join(root, 'index.html'), '<!doctype html><title>studio</title>');
  await writeFile(path.join(root, 'assets', 'app-1a2b.js'), 'export {}');
  await writeFile(path.join(root, 'assets', 'run-1a2b.wasm'), '\0asm');
  await writeFile(path.join(root, 'models', 'model.onnx_data'), 'weights');
  await writeFile(path.join(root, '.build-stamp'), 'digest');
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  await writeFile(path.join(folder, 'dist-secret', 'secret.txt'), 'secret');
  await symlink(path.join(folder, 'secret.txt'), path.join(root, 'link.txt'));
  server = await createStudioServer({ root });
  url = await listen(server, { port: 0, strictPort: true });
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `fetch` would tidy the dots away before they are sent. */
function get(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target, headers, method, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('what leaves the root', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fdist-secret/secret.txt',
    '/..%5csecret.txt',
    '/../dist-secret/secret.txt',
    '//../secret.txt',
    '/assets/%00.js',
    '/%ff',
    '/link.txt',
    '/.build-stamp',
    'secret.txt',
  ])('is refused: %s', async (target) => {
    expect((await resolveTarget(root, target)).kind).toBe('refused');
    const answer = await get(target).catch(() => undefined);
    expect(answer?.status ?? 400).toBeGreaterThanOrEqual(400);
    expect(answer?.body ?? '').not.toMatch(/secret$|digest/);
  });

  it('stays inside when dots come encoded twice', async () => {
    expect((await resolveTarget(root, '/%252e%252e/secret.txt')).kind).toBe('missing');
  });
});

describe('what is served', () => {
  it('gives each kind of file its type', async () => {
    const types = await Promise.all(
      ['/', '/assets/app-1a2b.js', '/assets/run-1a2b.wasm', '/models/model.onnx_data?v=1'].map(
        async (target) => (await get(target)).headers['content-type'],
      ),
    );
    expect(types).toEqual([
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
      'application/wasm',
      'application/octet-stream',
    ]);
  });

  it('lets hashed files be kept for ever and asks again for all others', async () => {
    expect((await get('/assets/app-1a2b.js')).headers['cache-control']).toContain('immutable');
    const page = await get('/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await get('/', { 'if-none-match': page.headers.etag ?? '' });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('falls back to the page for a navigation only', async () => {
    const navigation = { 'sec-fetch-mode': 'navigate' };
    expect((await get('/review/7', navigation)).body).toContain('studio');
    expect((await get('/review/7', { 'sec-fetch-mode': 'cors', accept: '*/*' })).status).toBe(404);
    expect((await get('/missing.js', navigation)).status).toBe(404);
  });

  it('isolates every answer, failures too', async () => {
    for (const target of ['/', '/missing.js', '/.build-stamp']) {
      const { headers } = await get(target);
      expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });

  it('answers HEAD without a body and refuses to be written to', async () => {
    const head = await get('/', {}, 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
    expect((await get('/', {}, 'POST')).status).toBe(405);
  });
});

describe('the port', () => {
  it('is the next free one when it is busy, unless it was to be exactly that', async () => {
    const busyPort = Number(new URL(url).port);
    const second = await createStudioServer({ root });
    await expect(listen(second, { port: busyPort, strictPort: true })).rejects.toThrow('busy');
    const address = new URL(await listen(second, { port: busyPort, strictPort: false }));
    expect(Number(address.port)).toBeGreaterThan(busyPort);
    await new Promise((resolve) => second.close(resolve));
  });

  it('must be a number', () => {
    expect(parsePort(undefined)).toBe(4173);
    expect(() => parsePort('80a')).toThrow('not a port number');
  });
});
