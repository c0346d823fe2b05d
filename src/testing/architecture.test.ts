import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));
// Inside the repository, so that imports of packages resolve as the product's do.
const cacheDir = path.join(rootDir, '.cache');
mkdirSync(cacheDir, { recursive: true });
const plantedDir = mkdtempSync(path.join(cacheDir, 'fence-'));

// A few files of the product's folders are what the rules are tried on; `npm test` cruises the product itself.
beforeEach(() => {
  rmSync(path.join(plantedDir, 'src'), { recursive: true, force: true });
  mkdirSync(path.join(plantedDir, 'src'));
  cpSync(path.join(rootDir, 'package.json'), path.join(plantedDir, 'package.json'));
});

afterAll(() => rmSync(plantedDir, { recursive: true }));

function runFence() {
  const fence = path.join(rootDir, 'scripts', 'fence.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [fence, '--cwd', plantedDir], {
    encoding: 'utf8',
  });
  return { status, report: stdout + stderr };
}

function plant(file: string, line: string): void {
  const target = path.join(plantedDir, file);
  mkdirSync(path.dirname(target), { recursive: true });
  appendFileSync(target, `${line}\n`);
}

/** Imports that are allowed, in a tree of nothing else. */
function plantAllowed(): void {
  plant('src/core/issue.ts', 'export const issue = 1;');
  plant('src/core/text/span.ts', "export { issue } from '../issue.ts';");
  plant('src/core/corpus/corpus.ts', "export { issue } from '../text/span.ts';");
  plant('src/studio/state.ts', "import 'zustand/vanilla';\nexport { issue } from '../core/corpus/corpus.ts';");
  plant('src/ui/select/planted.tsx', "export { issue } from '../../studio/state.ts';\nexport const shown = <p />;");
  plant('src/ui/studio-app.tsx', "export { issue } from './select/planted.tsx';");
  plant('src/main.tsx', "import './ui/studio-app.tsx';");
}

/** What breaks the rule, where, and how the fence reports it. */
const breaks = [
  ['core imports a package', 'src/core/issue.ts', "import 'zustand/vanilla';", 'zustand'],
  ['core imports Node', 'src/core/text/span.ts', "import 'node:fs';", 'fs'],
  [
    'core imports upward',
    'src/core/failure.ts',
    "import '../worker/scorer-protocol.ts';",
    'src/worker/scorer-protocol.ts',
  ],
  [
    'core imports a type upward',
    // Not a file that all of core imports: each way round would be a cycle to name.
    'src/core/describe-issue.ts',
    "export type { ModelState } from '../studio/state.ts';",
    'src/studio/state.ts',
  ],
  [
    'a lower folder of core imports a higher one',
    'src/core/text/span.ts',
    "import '../corpus/corpus.ts';",
    'src/core/corpus/corpus.ts',
  ],
  [
    'the page imports the model dynamically',
    'src/main.tsx',
    "void import('./scoring/planted.ts');",
    'src/scoring/planted.ts',
  ],
  [
    'a component imports storage',
    'src/ui/common/planted.tsx',
    "import '../../storage/project/project-db.ts';",
    'src/storage/project/project-db.ts',
  ],
  [
    'folders of ui import each other',
    'src/ui/open/planted.ts',
    "import '../select/planted.ts';",
    'src/ui/select/planted.ts',
  ],
  [
    'the product imports from testing',
    'src/studio/state.ts',
    "import '../testing/planted.ts';",
    'src/testing/planted.ts',
  ],
  [
    "the page's side of the worker imports the runtime",
    'src/worker/scorer-protocol.ts',
    "import 'onnxruntime-web/webgpu';",
    'onnxruntime-web',
  ],
] as const;

describe('the import fence', () => {
  it('passes what is allowed', () => {
    plantAllowed();
    const { status, report } = runFence();
    expect(report).toBe('7 of 7 modules cruised, 0 forbidden imports\n');
    expect(status).toBe(0);
  });

  it('tries its rules on folders that the product has', () => {
    const folders = breaks.flatMap(([, from, , to]) => [from, to]).filter((file) => file.startsWith('src/'));
    expect(folders.filter((file) => !existsSync(path.join(rootDir, path.dirname(file))))).toEqual([]);
  });

  it('finds every planted break, cycles of types among them', () => {
    for (const [, from, , to] of breaks) {
      plant(from, '');
      if (to.startsWith('src/')) plant(to, '');
    }
    for (const [, file, line] of breaks) plant(file, line);
    plant('src/core/samples/planted.ts', "export type { B } from './planted-too.ts';");
    plant('src/core/samples/planted-too.ts', "export type { A } from './planted.ts';");

    const { status, report } = runFence();

    const lines = report.split('\n');
    const missed = breaks.filter(
      ([, from, , to]) => !lines.some((line) => line.startsWith(`not-in-allowed: ${from} → `) && line.includes(to)),
    );
    expect(missed).toEqual([]);
    expect(report).toMatch(/no-cycle: src\/core\/samples\/planted/);
    expect(report).toContain('pure-core: src/core/failure.ts → ');
    expect(report).toContain('only-tests-import-testing: src/studio/state.ts → ');
    expect(report).toContain('model-stays-in-its-worker: src/main.tsx → ');
    expect(status).toBe(1);
  });

  it('does not take a cruise of a part for one of all', () => {
    plantAllowed();
    // Folders of this name are passed over.
    plant('src/node_modules/planted.ts', 'export {};');
    const { status, report } = runFence();
    expect(report).toContain('7 of 8 modules cruised, 0 forbidden imports');
    expect(report).toContain('the fence itself is broken');
    expect(status).toBe(1);
  });

  it('does not take a tree without a file for a good one', () => {
    const { status, report } = runFence();
    expect(report).toContain('the fence itself is broken');
    expect(status).toBe(1);
  });
});
