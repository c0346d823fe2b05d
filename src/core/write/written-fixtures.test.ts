import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseSource } from '../formats/parse-source.ts';
import { CORPUS_WRITERS } from './corpus-writers.ts';
import { isWrittenFormat, WRITTEN_FORMAT_NAMES } from './written-format-names.ts';

const folder = join(import.meta.dirname, '../../testing/fixtures/written');
const read = (name: string) => readFileSync(join(folder, name));
const corpus = parseSource({ name: 'corpus.bioc.json', bytes: read('corpus.bioc.json') });

/** Nested, overlapping and discontinuous mentions, a relation, concept ids, and characters outside the basic plane. */
it.each(Object.keys(WRITTEN_FORMAT_NAMES).filter(isWrittenFormat))(
  'writes the corpus of the fixture as %s, byte for byte, with its list of losses',
  (format) => {
    const { files, issues } = CORPUS_WRITERS[format](corpus);
    for (const { name, bytes } of files) {
      expect(new TextDecoder().decode(bytes)).toBe(read(name.replaceAll('/', '-')).toString());
    }
    const losses: unknown = JSON.parse(read('losses.json').toString());
    expect(losses).toMatchObject({ [format]: issues.map(({ found }) => found) });
  },
);
