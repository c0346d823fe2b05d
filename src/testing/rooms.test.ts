import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const srcDir = path.join(import.meta.dirname, '..');
const page = readFileSync(path.join(srcDir, '../docs/architecture.md'), 'utf8');

/** Files that hold code of the product, by their path in src; tests and what only tests import aside. */
const files = readdirSync(srcDir, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.(tsx?|css)$/u.test(file) && !/\.(test|bench)\.tsx?$/u.test(file) && !file.includes('fixtures/'));
const product = files.filter((file) => !file.startsWith('testing/'));

function foldersOf(paths: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const file of paths) {
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) folders.add(file.slice(0, at));
  }
  return folders;
}

/** The folders that the tree of docs/architecture.md names below `src/`. */
function foldersOfPage(): Set<string> {
  const tree = /^src\/\n((?: {2}.*\n)+)/mu.exec(page)?.[1] ?? '';
  const folders = new Set<string>();
  const above: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent = '', names = ''] = /^( *)((?:[a-z-]+\/ ?)+)/u.exec(line) ?? [];
    // A line that goes on with the words of the one before begins further to the right.
    if (names === '' || indent.length > 6) continue;
    const depth = indent.length / 2 - 1;
    for (const name of names.trim().split(' ')) {
      above[depth] = name.slice(0, -1);
      folders.add(above.slice(0, depth + 1).join('/'));
    }
  }
  return folders;
}

/** Imports between the folders of the product: from folder to folder, `.` for src itself. */
function folderImports(): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>();
  for (const file of product) {
    const from = path.posix.dirname(file);
    const text = readFileSync(path.join(srcDir, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/gu)) {
      const to = path.posix.dirname(path.posix.join(from, specifier));
      if (to === from) continue;
      const targets = imports.get(from) ?? new Set();
      imports.set(from, targets.add(to));
    }
  }
  return imports;
}

/** A way from a folder back to itself, or undefined where there is none. */
function findCircle(imports: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (folder: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(folder)) return [...way.slice(way.indexOf(folder)), folder];
    if (done.has(folder)) return undefined;
    for (const next of imports.get(folder) ?? []) {
      const circle = visit(next, [...way, folder]);
      if (circle !== undefined) return circle;
    }
    done.add(folder);
    return undefined;
  };
  for (const folder of imports.keys()) {
    const circle = visit(folder, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

describe('the rooms of the house', () => {
  it('are those of docs/architecture.md', () => {
    const real = [...foldersOf(files), 'testing/fixtures'].toSorted();
    expect([...foldersOfPage()].toSorted()).toEqual(real);
  });

  it('import each other as docs/architecture.md says', () => {
    const top = new Map<string, Set<string>>();
    for (const [from, targets] of folderImports()) {
      const room = from.split('/')[0] ?? '';
      for (const target of targets) {
        const other = target.split('/')[0] ?? '';
        if (room !== '.' && other !== room && !other.startsWith('.'))
          top.set(room, (top.get(room) ?? new Set()).add(other));
      }
    }
    const stated = new Map(
      [...page.matchAll(/^([a-z]+) *→ (.+)$/gmu)].map(([, room = '', others = '']) => [
        room,
        others.split(', ').toSorted(),
      ]),
    );
    expect(stated).toEqual(new Map([...top].map(([room, others]) => [room, [...others].toSorted()])));
  });

  it('form a line, also inside a room', () => {
    expect(findCircle(folderImports())).toBeUndefined();
    expect(
      findCircle(
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set(['c'])],
          ['c', new Set(['b'])],
        ]),
      ),
    ).toEqual(['b', 'c', 'b']);
  });

  it('hold 25 source files at most', () => {
    const counts = new Map<string, number>();
    for (const file of files) {
      if (!/\.tsx?$/u.test(file)) continue;
      const folder = path.posix.dirname(file);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
  });
});
