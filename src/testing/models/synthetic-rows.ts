import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { seededKey } from '../../core/selection/seeded-key.ts';

const CHEMICALS = ['lithium', 'aspirin', 'clonidine', 'naloxone', 'heparin', 'cocaine', 'zinc', 'lead'];
const DISEASES = ['gout', 'asthma', 'purpura', 'scurvy', 'anemia', 'sepsis'];
const INSTRUCTION = 'Extract all Chemical and Disease entities from the text.';

/**
 * A corpus of short made-up training rows, the same for the same seed: about a third negative, every tenth one repeats
 * a row of some place before it.
 */
export async function writeSyntheticRows(path: string, count: number, seed = 1): Promise<void> {
  const stream = createWriteStream(path);
  for (let index = 0; index < count; index += 1) {
    if (!stream.write(`${JSON.stringify(syntheticRow(index, seed))}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

function syntheticRow(index: number, seed: number): { instruction: string; input: string; output: string } {
  const draw = (what: string): number => seededKey(`${what} ${index}`, seed);
  if (index > 0 && draw('repeat') < 0.1) return syntheticRow(Math.floor(draw('place') * index), seed);
  if (draw('negative') < 0.3) {
    return { instruction: INSTRUCTION, input: `Patient ${index} was seen twice.`, output: '[]' };
  }
  const chemical = CHEMICALS[Math.floor(draw('chemical') * CHEMICALS.length)] ?? '';
  const disease = DISEASES[Math.floor(draw('disease') * DISEASES.length)] ?? '';
  const input = `${chemical} relieved ${disease} in case ${index}${' again'.repeat(Math.floor(draw('length') * 6))}.`;
  const output = `[{"entity": "Chemical", "name": "${chemical}"}, {"entity": "Disease", "name": "${disease}"}]`;
  return { instruction: INSTRUCTION, input, output };
}
