// @ts-check
/**
 * The import fence: runs dependency-cruiser over `src` and fails on every import that .dependency-cruiser.cjs does
 * not allow.
 *
 *     node scripts/fence.mjs [--cwd DIR] [--min-modules 150]
 *
 * dependency-cruiser takes TypeScript 7 only through @swc/core. Two traps lie there: without swc it cruises nothing
 * and reports success, hence the floor on the number of modules; and it has swc read .tsx files as .ts, where JSX is
 * a syntax error, hence the change to swc's options below.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rootDir } from './run-command.mjs';

const require = createRequire(import.meta.url);

const { values } = parseArgs({
  options: { cwd: { type: 'string', default: rootDir }, 'min-modules': { type: 'string', default: '150' } },
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

const moduleCount = output.modules.filter((module) => /^src\/.*\.tsx?$/.test(module.source)).length;
console.log(`${moduleCount} modules cruised, ${violations.length} forbidden imports`);

const floor = Number(values['min-modules']);
if (moduleCount < floor) console.error(`Fewer than ${floor} modules were seen: the fence itself is broken.`);
process.exitCode = violations.length > 0 || moduleCount < floor ? 1 : 0;
