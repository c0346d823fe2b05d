import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const srcDir = path.join(import.meta.dirname, '..');

it('private members of classes are #private; only a constructor, which cannot be, says private', () => {
  const files = readdirSync(srcDir, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/u.test(file));
  const found = files.flatMap((file) =>
    readFileSync(path.join(srcDir, file), 'utf8')
      .split('\n')
      .filter((line) => /^\s+private (?!constructor\b)/u.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(files.length).toBeGreaterThan(500);
  expect(found).toEqual([]);
});
