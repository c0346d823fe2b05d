import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { ensureBuiltCli } from '../src/testing/built-cli.ts';
import { rootDir } from './run-command.mjs';
import { thirdPartyLicences } from './third-party-licences.mjs';

let folder = '';

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'bioselect-licences-')));
  await writeFile(path.join(folder, 'index.html'), '<script type="module" src="./page.js"></script>');
  await writeFile(
    path.join(folder, 'page.js'),
    "import inPage from 'in-page'; console.log(inPage); new Worker(new URL('./own.worker.js', import.meta.url), { type: 'module' });",
  );
  await writePackage('in-page', {
    'LICENSE.md': 'Copyright of the page package',
    NOTICE: 'Notice of the page package',
  });
  await writePackage('@scope/in-worker', { COPYING: 'Copyright of the worker package' });
  await writePackage('unused', { LICENSE: 'Copyright of nothing here' });
  await writePackage('without-text', {});
});

afterAll(() => rm(folder, { recursive: true }));

async function writePackage(name: string, texts: Readonly<Record<string, string>>): Promise<void> {
  const dir = path.join(folder, 'node_modules', name);
  await mkdir(dir, { recursive: true });
  const manifest = { name, version: '1.2.3', license: 'MIT', type: 'module', main: 'index.js' };
  await writeFile(path.join(dir, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(dir, 'index.js'), `export default ${JSON.stringify(`code of ${name}`)};`);
  for (const [file, text] of Object.entries(texts)) await writeFile(path.join(dir, file), text);
}

async function buildWithWorker(worker: string): Promise<string> {
  await writeFile(path.join(folder, 'own.worker.js'), worker);
  const licences = thirdPartyLicences();
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [licences.page],
    worker: { format: 'es', plugins: () => [licences.worker] },
  });
  return readFile(path.join(folder, 'dist', 'third-party-licences.txt'), 'utf8');
}

describe('the licences of a build', () => {
  it('hold the texts of every package in the page and in its workers, and of no other', async () => {
    const text = await buildWithWorker("import inWorker from '@scope/in-worker'; postMessage(inWorker);");
    expect(text).toContain('in-page 1.2.3 (MIT)');
    expect(text).toContain('Copyright of the page package');
    expect(text).toContain('Notice of the page package');
    expect(text).toContain('@scope/in-worker 1.2.3 (MIT)');
    expect(text).toContain('Copyright of the worker package');
    expect(text).not.toContain('Copyright of nothing here');
  });

  it('are refused where a package has no text', async () => {
    const built = buildWithWorker("import without from 'without-text'; postMessage(without);");
    await expect(built).rejects.toThrow('without-text 1.2.3 has no licence text');
  });
});

describe('the built command line', () => {
  it('carries its licence, the notice, and the licences of what it bundles', async () => {
    await ensureBuiltCli();
    const inBuild = (name: string) => readFile(path.join(rootDir, 'dist-node', name), 'utf8');
    expect(await inBuild('LICENSE.txt')).toBe(await readFile(path.join(rootDir, 'LICENSE'), 'utf8'));
    expect(await inBuild('NOTICE.txt')).toBe(await readFile(path.join(rootDir, 'NOTICE'), 'utf8'));
    const text = await inBuild('third-party-licences.txt');
    for (const name of ['commander', 'fflate', '@huggingface/tokenizers', 'saxes', 'hyparquet-compressors']) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'mu'));
    }
    expect(text).toContain('Copyright 2013 Google Inc.');
  });
});

describe('NOTICE', () => {
  it('names each model that is shipped, and its card says under which licence it is', async () => {
    const notice = await readFile(path.join(rootDir, 'NOTICE'), 'utf8');
    const models = await readdir(path.join(rootDir, 'public', 'models'));
    expect(models.length).toBeGreaterThan(0);
    for (const name of models) {
      expect(notice).toContain(`public/models/${name}`);
      const card = await readFile(path.join(rootDir, 'public', 'models', name, 'README.md'), 'utf8');
      expect(card).toMatch(/^- \*\*Licence:\*\* MIT.*because/mu);
      expect(card).toContain('(../../../NOTICE)');
    }
  });

  it('names every corpus under public and every reference of published sentences', async () => {
    const notice = await readFile(path.join(rootDir, 'NOTICE'), 'utf8');
    for (const name of await readdir(path.join(rootDir, 'public', 'demo'))) expect(notice).toContain(name);
    for (const name of await readdir(path.join(rootDir, 'src', 'testing', 'fixtures', 'ifd'))) {
      expect(notice).toContain(name);
    }
  });
});
