// @ts-check
/**
 * Writes beside a build what its licences ask for: `third-party-licences.txt` with the text of every package that is
 * bundled, the studio's own `LICENSE.txt`, and `NOTICE.txt` about models and corpora.
 *
 * Vite's own `build.license` leaves out the bundles of workers, in which most packages with terms of their own lie.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rootDir } from './run-command.mjs';

export const licencesFile = 'third-party-licences.txt';

/** Texts that a package does not carry itself: a folder a package, by its name. */
const addedTextsDir = path.join(rootDir, 'third-party');

/** What is compiled into a package's WebAssembly and comes with no package.json. @type {Readonly<Record<string, string>>} */
const compiledInto = { '@sqlite.org/sqlite-wasm': 'emscripten', 'onnxruntime-web': 'emscripten' };

const licenceFiles = /^(licen[cs]e|copying|notice|third-?party)/i;

const rule = '='.repeat(80);

/** @typedef {{ name: string, version: string, licence: string, dir: string }} BundledPackage */

/**
 * The plugins of one build: `page` for the bundle that the folder is made of, `worker` for each of its workers.
 *
 * @returns {{ page: import('vite').Plugin, worker: import('vite').Plugin }}
 */
export function thirdPartyLicences() {
  /** Folders of packages that any bundle holds a module of. @type {Set<string>} */
  const dirs = new Set();
  /** @param {import('vite').Rolldown.OutputBundle} bundle */
  const collect = (bundle) => {
    for (const output of Object.values(bundle)) {
      if (output.type !== 'chunk') continue;
      for (const id of output.moduleIds) {
        const dir = packageDir(id);
        if (dir !== undefined) dirs.add(dir);
      }
    }
  };
  return {
    worker: {
      name: 'bioselect:worker-licences',
      generateBundle: (_, bundle) => collect(bundle),
    },
    page: {
      name: 'bioselect:licences',
      generateBundle(_, bundle) {
        collect(bundle);
        const source = licencesText(Array.from(dirs, readPackage));
        this.emitFile({ type: 'asset', fileName: licencesFile, source });
        for (const name of ['LICENSE', 'NOTICE']) {
          this.emitFile({ type: 'asset', fileName: `${name}.txt`, source: readFileSync(path.join(rootDir, name)) });
        }
      },
    },
  };
}

/** The folder of the package that a module lies in; undefined for our own modules and the bundler's. @param {string} moduleId */
function packageDir(moduleId) {
  if (moduleId.startsWith('\0')) return undefined;
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(moduleId)?.[0];
}

/** @param {string} dir @returns {BundledPackage} */
function readPackage(dir) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  return { name, version, licence: license, dir };
}

/**
 * @param {readonly BundledPackage[]} packages
 * @returns {string} one section a package, by name
 * @throws {Error} naming a package without a licence text
 */
function licencesText(packages) {
  const sections = new Map(packages.map((each) => [`${each.name} ${each.version}`, section(each)]));
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return [`BioSelect Studio contains the software named below, each under its own licence.\n`, ...sorted].join('\n');
}

/** @param {BundledPackage} bundled */
function section({ name, version, licence, dir }) {
  const added = [name, compiledInto[name] ?? ''].filter((each) => each !== '');
  const texts = [
    ...textsIn(dir, (file) => licenceFiles.test(file)),
    ...added.flatMap((each) => textsIn(path.join(addedTextsDir, each), () => true)),
  ];
  if (texts.length === 0) {
    throw new Error(`${name} ${version} has no licence text. Put the one of its authors into third-party/${name}/.`);
  }
  return [rule, `${name} ${version} (${licence})`, rule, '', ...texts.flatMap((text) => [text.trim(), ''])].join('\n');
}

/** @param {string} dir @param {(file: string) => boolean} isWanted @returns {readonly string[]} none where there is no such folder */
function textsIn(dir, isWanted) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(path.join(dir, name), 'utf8').replaceAll('\r\n', '\n'));
}
