#!/usr/bin/env node
// Builds public/demo/demonstration-corpus.bioc.json from abstracts-*.txt. Same sources, same bytes.
// Usage: node scripts/demo-corpus/build-demo-corpus.mjs [--sources DIR] [--out FILE] [--json]
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findBareSurfaces } from './find-bare-surfaces.mjs';
import { countCorpus } from './count-corpus.mjs';
import { NotationError, parseAbstracts } from './parse-abstracts.mjs';
import { toBioc } from './to-bioc.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    sources: { type: 'string', default: here },
    out: { type: 'string', default: join(here, '../../public/demo/demonstration-corpus.bioc.json') },
    json: { type: 'boolean', default: false },
  },
});

try {
  const documents = readDocuments(options.sources);
  checkIds(documents);
  const unexplained = checkBareSurfaces(documents, options.sources);
  if (unexplained.length > 0) {
    for (const message of unexplained) console.error(message);
    console.error(`${unexplained.length} to annotate, or to explain in allowed-bare.txt`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, `${JSON.stringify(toBioc(documents), null, 1)}\n`);
    report(countCorpus(documents));
  }
} catch (error) {
  if (!(error instanceof NotationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function readDocuments(folder) {
  return readdirSync(folder)
    .filter((name) => /^abstracts-.*\.txt$/u.test(name))
    .toSorted()
    .flatMap((name) => parseAbstracts(readFileSync(join(folder, name), 'utf8'), name));
}

function checkIds(documents) {
  documents.forEach((document, index) => {
    const expected = `demo-${String(index + 1).padStart(3, '0')}`;
    if (document.id !== expected) throw new NotationError(`id ${document.id}, expected ${expected}`, document);
  });
}

/** Messages: bare uses without a reason in allowed-bare.txt, and reasons that nothing needs any more. */
function checkBareSurfaces(documents, folder) {
  const allowed = readAllowed(folder);
  const used = new Set();
  const messages = [];
  for (const bare of findBareSurfaces(documents)) {
    const key = `${bare.documentId} | ${bare.found}`;
    used.add(key);
    if (!allowed.has(key)) {
      messages.push(`${bare.file}:${bare.line}: ${bare.documentId} leaves "${bare.found}" bare (${bare.entityType})`);
    }
  }
  for (const [key, line] of allowed) {
    if (!used.has(key)) messages.push(`allowed-bare.txt:${line}: "${key}" is needed nowhere`);
  }
  return messages;
}

function readAllowed(folder) {
  const allowed = new Map();
  const lines = readFileSync(join(folder, 'allowed-bare.txt'), 'utf8').split('\n');
  lines.forEach((content, index) => {
    if (content === '' || content.startsWith('//')) return;
    const [documentId, surface, reason, ...rest] = content.split(' | ');
    if (!documentId || !surface || !reason || rest.length > 0) {
      const place = { file: 'allowed-bare.txt', line: index + 1 };
      throw new NotationError('expected "id | surface | reason"', place);
    }
    allowed.set(`${documentId} | ${surface}`, index + 1);
  });
  return allowed;
}

function report(counts) {
  if (options.json) console.log(JSON.stringify(counts));
  else for (const [name, value] of Object.entries(counts)) console.log(`${name}: ${JSON.stringify(value)}`);
}
