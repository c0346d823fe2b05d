import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';
import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';

const srcDir = path.join(import.meta.dirname, '..');

interface Expression {
  readonly pattern: string;
  readonly flags: string;
}

/** Of the product: what tests look for in their own words is no matter. */
const modules = readdirSync(srcDir, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/u.test(file) && !/\.test\.tsx?$/u.test(file) && !file.startsWith('testing'),
);

function expressionsOf(file: string): Expression[] {
  const text = readFileSync(path.join(srcDir, file), 'utf8');
  return findExpressions(parseSync(text, { syntax: 'typescript', tsx: file.endsWith('.tsx') }));
}

/** Literals; there is no expression that is put together while the studio runs. */
function findExpressions(node: unknown): Expression[] {
  if (Array.isArray(node)) return node.flatMap(findExpressions);
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'RegExpLiteral' && 'pattern' in node && 'flags' in node) {
    return [{ pattern: String(node.pattern), flags: String(node.flags) }];
  }
  if ('type' in node && node.type === 'NewExpression' && 'callee' in node && isRegExp(node.callee)) {
    throw new Error('new RegExp(…): nobody can say how long it takes');
  }
  return Object.values(node).flatMap(findExpressions);
}

function isRegExp(callee: unknown): boolean {
  return typeof callee === 'object' && callee !== null && 'value' in callee && callee.value === 'RegExp';
}

/** What takes more than a time by the length of the text it is held against, in words; none where nothing does. */
function slowPartsOf({ pattern, flags }: Expression): string[] {
  const { reports } = analyse({ source: pattern, flags });
  return reports.map(({ type, exponential }) => `${type}, ${exponential ? 'exponential' : 'quadratic'}`);
}

describe('regular expressions', () => {
  it('of the product take a time by the length of the text, whatever the text', () => {
    const found = modules.flatMap((file) => expressionsOf(file).map((expression) => ({ file, expression })));
    expect(found.length).toBeGreaterThan(100);
    const slow = found.flatMap(({ file, expression }) =>
      slowPartsOf(expression).map((part) => `${file}: /${expression.pattern}/${expression.flags}: ${part}`),
    );
    expect(slow).toEqual([]);
  });

  it.each([
    [String.raw`"(?:[^"\\]+|\\[^])*(?:"|$)`, 'exponential'],
    [String.raw`((?: \S+:\S+)*) *(?:\t.*)?$`, 'exponential'],
    [String.raw`^(?:<\?xml[^>]*>\s*|<!--[^]*?-->\s*)*(?:<!DOCTYPE\s+(\w+)[^]*?>\s*)?<([\w:]+)`, 'quadratic'],
    [String.raw`\s+$`, 'quadratic'],
  ])('%s would be found', (pattern, degree) => {
    expect(slowPartsOf({ pattern, flags: 'u' }).join()).toContain(degree);
  });
});
