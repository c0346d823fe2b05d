import { zipSync } from 'fflate';
import type { Corpus } from '../src/core/corpus/corpus.ts';
import { countEntityTypes } from '../src/core/corpus/entity-types.ts';
import { encodeUtf8 } from '../src/core/text/encode-utf8.ts';
import { serializeJsonl } from '../src/core/formats/instructions/serialize-jsonl.ts';
import { CORPUS_WRITERS } from '../src/core/write/corpus-writers.ts';
import { buildSamples } from '../src/core/samples/build-samples.ts';

/** Every format that a corpus can be written in, and the rows of the training export. */
export const benchedFormats: readonly { readonly id: string; readonly write: (corpus: Corpus) => Uint8Array }[] = [
  ...Object.entries(CORPUS_WRITERS).flatMap(([id, write]) => ({
    id,
    write: (corpus: Corpus) => {
      const { files } = write(corpus);
      const [file] = files;
      // A format of many files goes into one, as it is and not made smaller.
      return file !== undefined && files.length === 1
        ? file.bytes
        : zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])), { level: 0 });
    },
  })),
  { id: 'jsonl', write: writeRows },
];

function writeRows(corpus: Corpus): Uint8Array {
  const entityTypes = countEntityTypes(corpus).map(({ entityType }) => entityType);
  const options = { entityTypes, instructionTemplate: 'Find {types}.', unit: 'sentence' } as const;
  return encodeUtf8(serializeJsonl(buildSamples(corpus, options).samples));
}
