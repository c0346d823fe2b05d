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

/** How the file `from` imports the file `to`; a package goes by its name. */
function specifier(from: string, to: string): string {
  if (!to.startsWith('src/')) return to;
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** Imports that are allowed, in a tree of nothing else: each file hands on what the one before it has. */
function plantAllowed(): void {
  const line = [
    'src/core/issue.ts',
    'src/core/text/span.ts',
    'src/core/corpus/corpus.ts',
    'src/studio/state/state.ts',
    'src/ui/select/planted.tsx',
    'src/ui/studio-app.tsx',
    'src/main.tsx',
  ];
  for (const [index, file] of line.entries()) {
    const before = line[index - 1];
    plant(
      file,
      before === undefined ? 'export const issue = 1;' : `export { issue } from '${specifier(file, before)}';`,
    );
  }
  plant('src/studio/state/state.ts', "import 'zustand/vanilla';");
  plant('src/ui/select/planted.tsx', 'export const shown = <p />;');
}

/** What breaks the rule, the importing file, the imported one or package, and the way of importing it. */
const breaks = [
  ['core imports a package', 'src/core/issue.ts', 'zustand/vanilla', 'import'],
  ['core imports Node', 'src/core/text/span.ts', 'node:fs', 'import'],
  ['core imports upward', 'src/core/failure.ts', 'src/worker/scorer-protocol.ts', 'import'],
  // Not a file that all of core imports: each way round would be a cycle to name.
  ['core imports a type upward', 'src/core/describe-issue.ts', 'src/studio/state/state.ts', 'export type'],
  ['a lower folder of core imports a higher one', 'src/core/text/span.ts', 'src/core/corpus/corpus.ts', 'import'],
  ['the page imports the model dynamically', 'src/main.tsx', 'src/scoring/planted.ts', 'import()'],
  ['a component imports storage', 'src/ui/common/planted.tsx', 'src/storage/project/project-db.ts', 'import'],
  ['folders of ui import each other', 'src/ui/open/planted.ts', 'src/ui/select/planted.ts', 'import'],
  ['the product imports from testing', 'src/studio/state/state.ts', 'src/testing/planted.ts', 'import'],
  [
    "the page's side of the worker imports the runtime",
    'src/worker/scorer-protocol.ts',
    'onnxruntime-web/webgpu',
    'import',
  ],
] as const;

/** As the fence reports it: built-in modules without their prefix, packages by their file. */
function reportedAs(to: string): string {
  return to.startsWith('src/') ? to : to.replace(/^node:/u, '').replace(/\/.*$/u, '');
}

function importLine([, from, to, how]: (typeof breaks)[number]): string {
  const target = specifier(from, to);
  switch (how) {
    case 'import':
      return `import '${target}';`;
    case 'import()':
      return `void import('${target}');`;
    case 'export type':
      return `export type { Planted } from '${target}';`;
    default:
      return how satisfies never;
  }
}

describe('the import fence', () => {
  it('passes what is allowed', () => {
    plantAllowed();
    const { status, report } = runFence();
    expect(report).toBe('7 of 7 modules cruised, 0 forbidden imports\n');
    expect(status).toBe(0);
  });

  it('tries its rules on folders that the product has', () => {
    const folders = breaks.flatMap(([, from, to]) => [from, to]).filter((file) => file.startsWith('src/'));
    expect(folders.filter((file) => !existsSync(path.join(rootDir, path.dirname(file))))).toEqual([]);
  });

  it('finds every planted break, cycles of types among them', () => {
    for (const each of breaks) {
      const [, from, to] = each;
      plant(from, importLine(each));
      if (to.startsWith('src/')) plant(to, '');
    }
    const circle = ['src/core/samples/planted.ts', 'src/core/samples/planted-too.ts'] as const;
    plant(circle[0], `export type { B } from '${specifier(circle[0], circle[1])}';`);
    plant(circle[1], `export type { A } from '${specifier(circle[1], circle[0])}';`);

    const { status, report } = runFence();

    const lines = report.split('\n');
    const missed = breaks.filter(
      ([, from, to]) =>
        !lines.some((line) => line.startsWith(`not-in-allowed: ${from} → `) && line.includes(reportedAs(to))),
    );
    expect(missed).toEqual([]);
    expect(report).toMatch(/no-cycle: src\/core\/samples\/planted/);
    expect(report).toContain('pure-core: src/core/failure.ts → ');
    expect(report).toContain('only-tests-import-testing: src/studio/state/state.ts → ');
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
