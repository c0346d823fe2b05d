import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));
// Inside the repository, so that the copy's imports of packages resolve as the original's do.
const cacheDir = path.join(rootDir, '.cache');
mkdirSync(cacheDir, { recursive: true });
const copyDir = mkdtempSync(path.join(cacheDir, 'fence-'));

beforeEach(() => {
  rmSync(path.join(copyDir, 'src'), { recursive: true, force: true });
  cpSync(path.join(rootDir, 'src'), path.join(copyDir, 'src'), { recursive: true });
  cpSync(path.join(rootDir, 'package.json'), path.join(copyDir, 'package.json'));
});

afterAll(() => rmSync(copyDir, { recursive: true }));

function runFence() {
  const fence = path.join(rootDir, 'scripts', 'fence.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [fence, '--cwd', copyDir], {
    encoding: 'utf8',
  });
  return { status, report: stdout + stderr };
}

function plant(file: string, line: string): void {
  const target = path.join(copyDir, file);
  mkdirSync(path.dirname(target), { recursive: true });
  appendFileSync(target, `\n${line}\n`);
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
    'src/studio/state/state.ts',
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
    "import '../../storage/project-store.ts';",
    'src/storage/contract/project-store.ts',
  ],
  [
    'folders of ui import each other',
    'src/ui/open/planted.ts',
    "import '../select/planted.ts';",
    'src/ui/select/planted.ts',
  ],
  [
    'the product imports from testing',
    'src/studio/state/state.ts',
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
  it('passes the tree as it is', () => {
    const { status, report } = runFence();
    expect(report).toContain(' 0 forbidden imports');
    const [, cruised, existing] = /^(\d+) of (\d+) modules cruised/mu.exec(report) ?? [];
    expect(Number(existing)).toBeGreaterThan(0);
    expect(Number(cruised)).toBeGreaterThanOrEqual(0.9 * Number(existing));
    expect(status).toBe(0);
  });

  it('finds every planted break, cycles of types among them', () => {
    for (const file of ['src/ui/select/planted.ts', 'src/scoring/planted.ts', 'src/testing/planted.ts']) {
      plant(file, 'export const planted = 1;');
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
    expect(report).toContain('only-tests-import-testing: src/studio/state/state.ts → ');
    expect(report).toContain('model-stays-in-its-worker: src/main.tsx → ');
    expect(status).toBe(1);
  });

  it('does not take a cruise of a part for one of all', () => {
    const fileCount = readdirSync(path.join(copyDir, 'src'), { recursive: true }).length;
    // Folders of this name are passed over.
    for (let index = 0; index < fileCount / 5; index += 1) plant(`src/node_modules/planted-${index}.ts`, 'export {};');
    const { status, report } = runFence();
    expect(report).toContain(' 0 forbidden imports');
    expect(report).toContain('the fence itself is broken');
    expect(status).toBe(1);
  });
});
