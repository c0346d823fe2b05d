// @ts-check
/**
 * Makes the text that the embedded models are pretrained on, and the slice of it that is kept back to measure them.
 *
 *     node pretraining/make-data.mjs --text biomed.txt.xz --instructions instructions.jsonl.xz --out pretraining/data
 *
 * `--text` holds a document a line, `--instructions` a row {instruction, input, output} a line; either may be
 * compressed with xz, whose program is then needed. Written are `train.txt` (documents parted by blank lines) and
 * `held-out.txt`. What is kept back depends on a line's own hash alone, so it stays kept back for every other draw.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

/** One line in so many is kept back. */
const HELD_OUT_IN = 400;
/** Codes of ontologies say nothing to a reader; the words a curator would ask with do. */
const TYPE_NAMES = new Map([
  ['CHEBI', 'Chemical'],
  ['Simple chemical', 'Chemical'],
  ['GGP', 'Gene'],
  ['Gene or gene product', 'Gene'],
  ['Taxon', 'Species'],
  ['CL', 'Cell'],
  ['SO', 'Sequence feature'],
  ['GO', 'Biological process'],
]);

const { values } = parseArgs({
  options: {
    text: { type: 'string' },
    instructions: { type: 'string' },
    out: { type: 'string', default: 'pretraining/data' },
    /** Trial reports fill the first lines of the source and are most of it; abstracts are what a curator opens. */
    'report-lines': { type: 'string', default: '99284' },
    'report-share': { type: 'string', default: '0.3' },
    'instruction-rounds': { type: 'string', default: '1' },
    characters: { type: 'string', default: '60000000' },
    seed: { type: 'string', default: '1' },
  },
});
const { text, instructions } = values;
if (text === undefined || instructions === undefined) throw new Error('--text and --instructions are both needed');

const random = mulberry32(Number(values.seed));
/** @type {string[]} */
const documents = [];
/** @type {string[]} */
const heldOut = [];
let lineNumber = 0;
for await (const line of linesOf(text)) {
  lineNumber += 1;
  if (line.trim() === '') continue;
  if (isHeldOut(line)) heldOut.push(line);
  else if (lineNumber > Number(values['report-lines']) || random() < Number(values['report-share'])) {
    documents.push(line);
  }
}
shuffle(documents);

/** @type {string[]} */
const rows = [];
for await (const line of linesOf(instructions)) if (line.trim() !== '') rows.push(asDocument(JSON.parse(line)));
/** @type {string[]} */
const asked = [];
for (let round = 0; round < Number(values['instruction-rounds']); round += 1) {
  shuffle(rows);
  asked.push(...rows);
}
const limit = Number(values.characters) - asked.reduce((sum, each) => sum + each.length, 0);
let taken = 0;
let size = 0;
while (taken < documents.length && size < limit) {
  size += documents[taken]?.length ?? 0;
  taken += 1;
}
const mixed = [...documents.slice(0, taken), ...asked];
shuffle(mixed);
mkdirSync(values.out, { recursive: true });
writeFileSync(path.join(values.out, 'train.txt'), `${mixed.join('\n\n')}\n`);
writeFileSync(path.join(values.out, 'held-out.txt'), `${heldOut.join('\n\n')}\n`);
const megabytes = (/** @type {readonly string[]} */ parts) =>
  (parts.reduce((sum, part) => sum + part.length, 0) / 1e6).toFixed(1);
console.log(`${taken} of ${documents.length} documents and ${asked.length} instructions: ${megabytes(mixed)} MB`);
console.log(`${heldOut.length} documents kept back: ${megabytes(heldOut)} MB`);

/** @param {{ instruction: string, input: string, output: string }} row the default template, with readable types */
function asDocument({ instruction, input, output }) {
  const match = /^Extract all (.+) entities from/u.exec(instruction);
  if (match?.[1] === undefined) return `${instruction}\n${input}\n${output}`;
  const types = match[1].split(/, | and /u).map(nameOf);
  const named = [...new Set(types)].toSorted();
  const list = named.length === 1 ? named[0] : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  /** @type {{ entity: string, name: string }[]} */
  const entities = JSON.parse(output);
  const answer = entities.map(
    ({ entity, name }) => `{"entity": ${JSON.stringify(nameOf(entity))}, "name": ${JSON.stringify(name)}}`,
  );
  return `${instruction.replace(match[1], list ?? '')}\n${input}\n[${answer.join(', ')}]`;
}

/** @param {string} entityType */
function nameOf(entityType) {
  return TYPE_NAMES.get(entityType) ?? entityType;
}

/** @param {string} line */
function isHeldOut(line) {
  return createHash('sha256').update(line).digest().readUInt32BE(0) % HELD_OUT_IN === 0;
}

/** @param {string} file */
function linesOf(file) {
  if (!file.endsWith('.xz')) return createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  const child = spawn('xz', ['-dc', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.on('error', (error) => {
    throw new Error(`xz, which unpacks ${file}, could not be started: ${error.message}`);
  });
  child.on('close', (code) => {
    if (code !== 0) throw new Error(`xz could not unpack ${file}: exit code ${code}`);
  });
  return createInterface({ input: child.stdout, crlfDelay: Infinity });
}

/** Fisher and Yates, in place. @template T @param {T[]} list */
function shuffle(list) {
  for (let index = list.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [a, b] = [list[index], list[other]];
    if (a !== undefined && b !== undefined) [list[index], list[other]] = [b, a];
  }
}

/** @param {number} seed @returns {() => number} in [0, 1) */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
