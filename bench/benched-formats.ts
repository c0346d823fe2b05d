import type { Corpus } from '../src/core/corpus/corpus.ts';
import { countEntityTypes } from '../src/core/corpus/entity-types.ts';
import { serializeBiocJson } from '../src/core/formats/serialize-bioc-json.ts';
import { serializeIob2 } from '../src/core/formats/serialize-iob2.ts';
import { serializeJsonl } from '../src/core/formats/serialize-jsonl.ts';
import { serializePubtator } from '../src/core/formats/serialize-pubtator.ts';
import { buildSamples } from '../src/core/samples/build-samples.ts';

export interface BenchedFormat {
  readonly id: string;
  readonly write: (corpus: Corpus) => string;
}

export const benchedFormats: readonly BenchedFormat[] = [
  { id: 'pubtator', write: (corpus) => serializePubtator(corpus).text },
  { id: 'conll', write: (corpus) => serializeIob2(corpus).text },
  { id: 'bioc-json', write: (corpus) => serializeBiocJson(corpus).text },
  {
    id: 'jsonl',
    write: (corpus) => {
      const entityTypes = countEntityTypes(corpus).map(({ entityType }) => entityType);
      const options = { entityTypes, instructionTemplate: 'Find {types}.', unit: 'sentence' } as const;
      return serializeJsonl(buildSamples(corpus, options).samples);
    },
  },
];
