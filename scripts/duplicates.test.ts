import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { binPath, rootDir } from './run-command.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'bioselect-duplicates-'));

afterAll(() => rmSync(folder, { recursive: true }));

function check(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const args = [binPath('jscpd'), folder, '--config', path.join(rootDir, '.jscpd.json')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, report: stdout + stderr };
}

const imports = Array.from({ length: 20 }, (_, at) => `import { part${at} } from './part-${at}.ts';`).join('\n');
const body = Array.from({ length: 8 }, (_, at) => `  total += weights[${at}] * values[${at}] - part${at}(total);`).join(
  '\n',
);
const copied = `${imports}\n\nexport function NAME(weights: number[], values: number[]): number {\n  let total = 0;\n${body}\n  return total;\n}\n`;

it('a copied function is refused, a copied list of imports is not', () => {
  const one = copied.replace('NAME', 'one');
  const other = check({ 'one.ts': one, 'other.ts': `${imports}\n\nexport const other = [part0, part1];\n` });
  expect(other.report).toContain('Found 0 clones');
  expect(other.status).toBe(0);

  const twice = check({ 'other.ts': copied.replace('NAME', 'other') });
  expect(twice.report).toContain('Found 1 clones');
  expect(twice.status).not.toBe(0);
});
