import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rootDir } from '../scripts/run-command.mjs';
import { parseRows } from './bioselect.ts';
import type { ReferenceRow } from './measure-ifd.ts';

/** The released Superfiltering code on sentences of BC5CDR; beside the repository where it is at all. */
const superfilteringPath = path.join(rootDir, '..', 'shared', 'fixtures', 'superfiltering', 'expected.jsonl');

/** The model that the released code was run with. */
export const superfilteringModel = path.join(rootDir, '..', 'shared', 'models', 'starter-weak');

/** PyTorch on rows of the demonstration corpus, with the embedded weak model. */
const demonstrationPath = path.join(rootDir, 'src', 'testing', 'fixtures', 'ifd', 'demonstration-40.expected.jsonl');

/** The released Superfiltering code on twenty sentences of BC5CDR, with the embedded weak model. */
const releasedPath = path.join(rootDir, 'src', 'testing', 'fixtures', 'ifd', 'bc5cdr-20.expected.jsonl');

export function readReleasedRows(): readonly ReferenceRow[] {
  return parseRows<ReferenceRow>(readFileSync(releasedPath, 'utf8'));
}

/** Undefined where the file is not there, which is then printed. */
export function readSuperfilteringRows(): readonly ReferenceRow[] | undefined {
  if (existsSync(superfilteringPath)) return parseRows<ReferenceRow>(readFileSync(superfilteringPath, 'utf8'));
  console.log(`skipped: ${path.relative(rootDir, superfilteringPath)} is not there`);
  return undefined;
}

export function readDemonstrationRows(): readonly ReferenceRow[] {
  const rows = parseRows<Omit<ReferenceRow, 'output'> & { readonly answer: string }>(
    readFileSync(demonstrationPath, 'utf8'),
  );
  return rows.map(({ instruction, input, answer, ifd }) => ({ instruction, input, output: answer, ifd }));
}
