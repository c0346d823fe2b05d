// @ts-check
/**
 * `npm run docs:check`: whether README and docs say what is so. Links, anchors, paths, scripts, commands and options have
 * to be there, and every command of an `sh` block is executed in a folder of small files that it may name.
 *
 *     node scripts/docs-check.mjs [--no-run] [--files TEXT]
 *
 * A block that cannot run anywhere in a minute or two says why in a comment before it:
 *
 *     <!-- docs:check skip: needs a GPU -->
 *
 * `npm test` checks all but the running (scripts/docs-check.test.ts).
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { rootDir } from './run-command.mjs';

/** @typedef {{ readonly file: string, readonly line: number, readonly what: string }} Fault */
/** @typedef {{ readonly file: string, readonly text: string }} Page */
/** @typedef {{ readonly line: number, readonly language: string, readonly text: string, readonly skip: string | undefined }} Block */

/**
 * What pages may name.
 *
 * @typedef {object} Facts
 * @property {ReadonlySet<string>} files of the repository, from its root, with `/`
 * @property {ReadonlySet<string>} scripts of package.json
 * @property {ReadonlyMap<string, ReadonlySet<string>>} commands of `bioselect`, each with its options
 * @property {ReadonlySet<string>} otherOptions of our own scripts
 */

/** A busy machine may take several times as long as a quiet one. */
const TIMEOUT_MS = 600_000;
/** Folders of src by which code is named without it: `core/ifd/score-ifd.ts`. */
const ROOM = /^(?:browser|cli|core|decoder|scoring|storage|studio|testing|trainer|training|ui|worker)\//u;
const TOP_FOLDER = /^(?:bench|docs|e2e|pretraining|public|scripts|src|third-party)\//u;

/** @returns {Page[]} what is held to be true: pages for people, not the notes of corpora and models */
export function readPages() {
  const docs = readdirSync(path.join(rootDir, 'docs'), { recursive: true, encoding: 'utf8' });
  const names = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  names.push(...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name.split(path.sep).join('/')}`));
  return names.map((file) => ({ file, text: readFileSync(path.join(rootDir, file), 'utf8') }));
}

/** @returns {Promise<Facts>} asks the built command line, which is built where it is old */
export async function readFacts() {
  await ensureBuilt(['cli'], { output: 'stderr' });
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: rootDir, encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.stderr}`);
  const files = listed.stdout.split('\n').filter((file) => file !== '' && existsSync(path.join(rootDir, file)));
  const scriptTexts = files
    .filter((file) => /^(?:scripts|pretraining)\/.*\.(?:mjs|py)$/u.test(file))
    .map((file) => readFileSync(path.join(rootDir, file), 'utf8'));
  return {
    files: new Set(files),
    scripts: new Set(Object.keys(JSON.parse(readFileSync(path.join(rootDir, 'package.json'), 'utf8')).scripts)),
    commands: await readCommands(),
    otherOptions: new Set(scriptTexts.flatMap(optionsIn)),
  };
}

/** @returns {Promise<ReadonlyMap<string, ReadonlySet<string>>>} */
async function readCommands() {
  const names = [...(await help([])).matchAll(/^ {2}([a-z][a-z-]+)(?: |$)/gmu)].map(([, name = '']) => name);
  const options = await Promise.all(
    names.map(async (name) => /** @type {const} */ ([name, new Set(optionsIn(await help([name])))])),
  );
  return new Map(options);
}

/** @param {readonly string[]} args @returns {Promise<string>} */
async function help(args) {
  const { code, output } = await execute(
    `"${process.execPath}" dist-node/bioselect.js ${args.join(' ')} --help`,
    rootDir,
  );
  if (code !== 0) throw new Error(`bioselect ${args.join(' ')} --help: ${output}`);
  return output;
}

/** @param {string} text @returns {string[]} */
function optionsIn(text) {
  return [...text.matchAll(/--[a-z][a-z0-9-]*/gu)].map(([option]) => option);
}

/** @param {readonly Page[]} pages @param {Facts} facts @returns {Fault[]} */
export function findFaults(pages, facts) {
  const anchors = new Map(pages.map(({ file, text }) => [file, anchorsOf(text)]));
  return pages.flatMap((page) => {
    const prose = withoutBlocks(page.text);
    return [
      ...linkFaults({ ...page, text: prose }, { facts, anchors }),
      ...quoteFaults({ ...page, text: prose }, facts),
      ...blocksOf(page.text).flatMap(({ line, language, text }) =>
        language === 'sh'
          ? commandsOf(text).flatMap((command) =>
              commandFaults(command, facts).map((what) => ({ file: page.file, line, what })),
            )
          : [],
      ),
    ];
  });
}

/** Blocks of code become empty lines, so that lines keep their numbers. @param {string} text */
function withoutBlocks(text) {
  return text.replace(/^```.*?^```$/gmsu, (block) => block.replace(/[^\n]/gu, ''));
}

/** @param {string} text @returns {Block[]} */
export function blocksOf(text) {
  return [...text.matchAll(/(?:<!-- docs:check skip: ([^\n]+?) -->\n+)?^```(\w*)\n(.*?)^```$/gmsu)].map((match) => ({
    line: lineAt(text, match.index),
    skip: match[1],
    language: match[2] ?? '',
    text: match[3] ?? '',
  }));
}

/** Lines that go on with a backslash are one; what stands behind a `#` is a comment. @param {string} block */
export function commandsOf(block) {
  return block
    .replace(/\\\n\s*/gu, '')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/u, '').trim())
    .filter((line) => line !== '');
}

/** @param {string} text @param {number} index */
function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}

/** As GitHub makes them of headings. @param {string} text @returns {ReadonlySet<string>} */
function anchorsOf(text) {
  /** @type {Set<string>} */
  const anchors = new Set();
  for (const [, heading = ''] of withoutBlocks(text).matchAll(/^#+ (.+)$/gmu)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/gu, '-');
    let unique = slug;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${slug}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

/** @param {Page} page @param {{ facts: Facts, anchors: ReadonlyMap<string, ReadonlySet<string>> }} known @returns {Fault[]} */
function linkFaults({ file, text }, { facts, anchors }) {
  const faults = [];
  for (const match of text.matchAll(/\]\(([^()\s]+)\)/gu)) {
    const [target = '', anchor] = (match[1] ?? '').split('#');
    if (/^[a-z]+:/u.test(target)) continue;
    const line = lineAt(text, match.index);
    const to = target === '' ? file : path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
    if (target !== '' && !isThere(to, facts.files))
      faults.push({ file, line, what: `the link to ${match[1]} leads nowhere` });
    else if (anchor !== undefined && anchors.get(to)?.has(anchor) !== true) {
      faults.push({ file, line, what: `${to} has no heading for #${anchor}` });
    }
  }
  return faults;
}

/** What stands between backticks. @param {Page} page @param {Facts} facts @returns {Fault[]} */
function quoteFaults({ file, text }, facts) {
  /** @type {Fault[]} */
  const faults = [];
  for (const match of text.matchAll(/`([^`\n]+(?:\n[^`\n]+)?)`/gu)) {
    const quoted = (match[1] ?? '').replace(/\n/gu, ' ');
    const line = lineAt(text, match.index);
    for (const what of [...pathFaults(quoted, facts.files), ...commandFaults(quoted, facts)])
      faults.push({ file, line, what });
  }
  return faults;
}

/** @param {string} quoted @param {ReadonlySet<string>} files @returns {string[]} */
function pathFaults(quoted, files) {
  if (/[\s<>{}…$"]/u.test(quoted) || quoted.startsWith('../') || quoted.startsWith('/')) return [];
  const looksLikeCode = /\.(?:tsx?|mjs|cjs|py)$/u.test(quoted) && !quoted.startsWith('*') && !quoted.startsWith('.');
  if (!TOP_FOLDER.test(quoted) && !ROOM.test(quoted) && !looksLikeCode) return [];
  const name = quoted.replace(/\/$/u, '');
  const isFound =
    isThere(name, files) || isThere(`src/${name}`, files) || isThere(name, files, { anywhere: looksLikeCode });
  return isFound ? [] : [`there is no ${quoted}`];
}

/** A file, a folder, or a pattern with stars. @param {string} name @param {ReadonlySet<string>} files @param {{ readonly anywhere?: boolean }} [where] */
function isThere(name, files, { anywhere = false } = {}) {
  const wanted = name.replace(/\/$/u, '');
  if (wanted === '.' || files.has(wanted)) return true;
  const parts = wanted.split('*').map((part) => part.replace(/[.+^()|[\]\\]/gu, '\\$&'));
  const pattern = new RegExp(`${anywhere ? '(?:^|/)' : '^'}${parts.join('[^/]*')}(?:/|$)`, 'u');
  return [...files].some((each) => pattern.test(each));
}

/** @param {string} command @param {Facts} facts @returns {string[]} */
function commandFaults(command, { scripts, commands, otherOptions }) {
  const faults = [];
  const words = command.split(/\s+/u);
  const at = words.indexOf('bioselect');
  const isOurs = at === 0 || (words[0] === 'npm' && at > 0);
  if (words[0] === 'npm' && !isOurs) {
    const script = words[1] === 'run' ? words.slice(2).find((word) => !word.startsWith('-')) : words[1];
    const isKnown = script === undefined || scripts.has(script) || /^(?:ci|install|i)$/u.test(script);
    if (!isKnown) faults.push(`package.json has no script ${script}`);
  }
  if (isOurs) {
    const name = words.slice(at + 1).find((word) => word !== '--');
    const isName = name !== undefined && /^[a-z][a-z-]*$/u.test(name);
    if (!isName) return faults;
    const options = commands.get(name);
    if (options === undefined) return [...faults, `bioselect has no command ${name}`];
    for (const option of optionsIn(words.slice(at + 2).join(' '))) {
      if (!options.has(option)) faults.push(`bioselect ${name} has no option ${option}`);
    }
  }
  if (/^--[a-z]/u.test(command)) {
    const [option = ''] = optionsIn(command);
    const isKnown = otherOptions.has(option) || [...commands.values()].some((options) => options.has(option));
    if (!isKnown) faults.push(`no command has the option ${option}`);
  }
  return faults;
}

/** @param {string} command @param {string} cwd @param {Readonly<Record<string, string>>} env @returns {Promise<{ code: number, output: string }>} */
function execute(command, cwd, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', command], { cwd, env: { ...process.env, ...env }, timeout: TIMEOUT_MS });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * A folder with the files that pages name: small corpora, a model, an export, and `bioselect` on the path.
 *
 * @param {string} dir @returns {Promise<void>}
 */
async function prepareFolder(dir) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(path.join(dir, 'bin'), { recursive: true });
  writeFileSync(
    path.join(dir, 'bin', 'bioselect'),
    `#!/bin/sh\nexec "${process.execPath}" "${rootDir}/dist-node/bioselect.js" "$@"\n`,
    { mode: 0o755 },
  );
  const demonstration = path.join(rootDir, 'public', 'demo', 'demonstration-corpus.bioc.json');
  await must(`bioselect convert "${demonstration}" --to pubtator --out all.pubtator`, dir);
  const records = readFileSync(path.join(dir, 'all.pubtator'), 'utf8').split('\n\n');
  const pubtator = (/** @type {number} */ from, /** @type {number} */ to) =>
    `${records.slice(from, to).join('\n\n')}\n\n`;
  for (const name of ['corpus.PubTator.txt', 'corpus.pubtator', 'train.pubtator'])
    writeFileSync(path.join(dir, name), pubtator(0, 6));
  for (const name of ['test.pubtator', 'dev.pubtator']) writeFileSync(path.join(dir, name), pubtator(6, 8));
  writeFileSync(
    path.join(dir, 'text.txt'),
    records.map((record) => record.split('\n')[1]?.split('|')[2] ?? '').join('\n'),
  );
  const model = path.join(rootDir, 'public', 'models', 'bioselect-weak');
  for (const name of ['DIR', 'M']) cpSync(model, path.join(dir, name), { recursive: true });
  const made = [
    ...['train', 'dev', 'test'].map((name) => `bioselect convert ${name}.pubtator --to conll --out ${name}.tsv`),
    'bioselect export corpus.pubtator --types Chemical,Disease --strategy full --out export.zip',
  ];
  for (const command of made) await must(command, dir);
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(path.join(dir, 'export.zip'))))) {
    const file = path.join(dir, 'export', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  mkdirSync(path.join(dir, 'corpus'));
  cpSync(path.join(dir, 'corpus.pubtator'), path.join(dir, 'corpus', 'corpus.pubtator'));
}

/** @param {string} command @param {string} dir @returns {Promise<void>} */
async function must(command, dir) {
  const { code, output } = await execute(command, dir, pathWith(dir));
  if (code !== 0) throw new Error(`${command}: ${output}`);
}

/** @param {string} dir */
function pathWith(dir) {
  return { PATH: `${path.join(dir, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}` };
}

/** Runs the commands of every page in its order, each page in a folder of its own. @param {readonly Page[]} pages @returns {Promise<Fault[]>} */
async function runPages(pages) {
  /** @type {Fault[]} */
  const faults = [];
  for (const { file, text } of pages) {
    const blocks = blocksOf(text).filter(({ language }) => language === 'sh');
    if (blocks.length === 0) continue;
    const dir = path.join(rootDir, '.cache', 'docs-check', file.replaceAll('/', '-'));
    await prepareFolder(dir);
    for (const { line, text: block, skip } of blocks) {
      if (skip !== undefined) {
        console.log(`- ${file}:${line} not run: ${skip}`);
        continue;
      }
      for (const command of commandsOf(block)) {
        const startMs = performance.now();
        const { code, output } = await execute(command, dir, pathWith(dir));
        console.log(
          `${code === 0 ? '✓' : '✗'} ${file}:${line} ${command} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`,
        );
        if (code !== 0) faults.push({ file, line, what: `${command} ended with ${code}:\n${output.trim()}` });
      }
    }
  }
  return faults;
}

async function main() {
  const { values } = parseArgs({
    options: { 'no-run': { type: 'boolean', default: false }, files: { type: 'string', default: '' } },
  });
  await ensureInstalled();
  const pages = readPages();
  const facts = await readFacts();
  const faults = findFaults(pages, facts);
  if (!values['no-run']) faults.push(...(await runPages(pages.filter(({ file }) => file.includes(values.files)))));
  for (const { file, line, what } of faults) console.error(`${file}:${line} ${what}`);
  console.log(faults.length === 0 ? `${pages.length} pages hold` : `${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
