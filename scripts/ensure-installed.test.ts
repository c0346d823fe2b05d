import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installProblem } from './ensure-installed.mjs';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bioselect-install-'));
});

afterEach(() => rmSync(root, { recursive: true }));

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/kept': { version: '1.2.3' },
  'node_modules/native-elsewhere': { version: '1.0.0', optional: true },
};

function write(file: string, content: unknown): void {
  const absolute = path.join(root, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, JSON.stringify(content));
}

describe('installProblem', () => {
  it('sees that nothing is installed', () => {
    write('package-lock.json', { packages: wanted });
    expect(installProblem(root)).toContain('missing');
  });

  it('takes an install that ended, without the packages of other platforms', () => {
    write('package-lock.json', { packages: wanted });
    write('node_modules/.package-lock.json', { packages: { 'node_modules/kept': { version: '1.2.3' } } });
    write('node_modules/kept/package.json', {});
    expect(installProblem(root)).toBeUndefined();
  });

  it('names the package that is at another version', () => {
    write('package-lock.json', { packages: wanted });
    write('node_modules/.package-lock.json', { packages: { 'node_modules/kept': { version: '1.2.2' } } });
    write('node_modules/kept/package.json', {});
    expect(installProblem(root)).toBe('node_modules/kept is not at 1.2.3');
  });

  it('sees that a folder was removed by hand', () => {
    write('package-lock.json', { packages: wanted });
    write('node_modules/.package-lock.json', { packages: { 'node_modules/kept': { version: '1.2.3' } } });
    expect(installProblem(root)).toBe('node_modules/kept is missing');
  });
});
