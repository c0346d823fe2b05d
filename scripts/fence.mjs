// @ts-check
/**
 * The import fence: runs dependency-cruiser over `src` and fails on every import that .dependency-cruiser.cjs does
 * not allow.
 *
 *     node scripts/fence.mjs [--cwd DIR]
 *
 * dependency-cruiser takes TypeScript 7 only through @swc/core. Two traps lie there: without swc it cruises nothing
 * and reports success, hence the count of the files there are; and it has swc read .tsx files as .ts, where JSX is
 * a syntax error, hence the change to swc's options below.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rootDir } from './run-command.mjs';

const MIN_SHARE = 0.9;

const require = createRequire(import.meta.url);

const { values } = parseArgs({
  options: { cwd: { type: 'string', default: rootDir } },
});

const swc = require('@swc/core');
const { parseFileSync } = swc;
Object.assign(swc, {
  /** @param {string} file @param {import('@swc/core').TsParserConfig} options */
  parseFileSync: (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') }),
});

process.chdir(values.cwd);
const { cruise } = await import('dependency-cruiser');
const { options, ...ruleSet } = require(path.join(rootDir, '.dependency-cruiser.cjs'));
const { enhancedResolveOptions, ...cruiseOptions } = options;
const { output } = await cruise(['src'], { ...cruiseOptions, ruleSet, validate: true }, enhancedResolveOptions);
if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);

const { violations } = output.summary;
for (const { from, to, rule } of violations) console.error(`${rule.name}: ${from} → ${to}`);

const isModule = (/** @type {string} */ file) => /\.tsx?$/.test(file);
const moduleCount = output.modules.filter(({ source }) => source.startsWith('src/') && isModule(source)).length;
const fileCount = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(isModule).length;
console.log(`${moduleCount} of ${fileCount} modules cruised, ${violations.length} forbidden imports`);

// Some of them may be written while it looks; far fewer mean that it passed over what it could not read.
const isBlind = moduleCount < MIN_SHARE * fileCount || fileCount === 0;
if (isBlind) console.error('Too few of the modules there are were seen: the fence itself is broken.');
process.exitCode = violations.length > 0 || isBlind ? 1 : 0;
