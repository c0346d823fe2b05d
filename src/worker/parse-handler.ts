import type { Corpus } from '../core/corpus/corpus.ts';
import { toFailure } from '../core/failure.ts';
import { parseSource } from '../core/formats/parse-source.ts';
import { addSources } from '../core/project/add-sources.ts';
import { packExport } from '../core/project/pack-export.ts';
import { prepareSamples } from '../core/project/prepare-samples.ts';
import type { Sample } from '../core/samples/sample.ts';
import type { ParseAnswer, ParseCall, ParseReply, ParseRequest } from './parse-protocol.ts';

const DOCUMENTS_PER_MESSAGE = 250;
const SAMPLES_PER_MESSAGE = 1000;

/** The thread's side: parses, builds and packs, one request at a time. */
export function createParseHandler(reply: (reply: ParseReply) => void): (request: ParseRequest) => void {
  let corpus: Corpus = { documents: [] };
  let samples: readonly Sample[] = [];

  const perform = (call: ParseCall, send: (answer: ParseAnswer) => void): void => {
    switch (call.kind) {
      case 'hold-none':
        corpus = { documents: [] };
        samples = [];
        send({ kind: 'held' });
        break;
      case 'hold-more':
        corpus = { documents: [...corpus.documents, ...call.documents] };
        send({ kind: 'held' });
        break;
      case 'add': {
        const parsed = call.files.map((file, index) => {
          const source = parseSource(file);
          send({ kind: 'file-parsed', doneCount: index + 1 });
          return source;
        });
        const { documents, ...added } = addSources(corpus, parsed);
        corpus = { documents: [...corpus.documents, ...documents] };
        for (const portion of portionsOf(documents, DOCUMENTS_PER_MESSAGE)) {
          send({ kind: 'documents', documents: portion });
        }
        send({ kind: 'added', added });
        break;
      }
      case 'build': {
        const { samples: built, ...rest } = prepareSamples(corpus, call.options);
        samples = built;
        for (const portion of portionsOf(built, SAMPLES_PER_MESSAGE)) send({ kind: 'samples', samples: portion });
        send({ kind: 'built', built: rest });
        break;
      }
      case 'pack':
        send({ kind: 'packed', bytes: packExport({ ...call.request, corpus, samples }) });
        break;
      default:
        call satisfies never;
    }
  };

  return ({ requestId, call }) => {
    try {
      perform(call, (answer) => reply({ requestId, answer }));
    } catch (thrown) {
      reply({ requestId, answer: { kind: 'failed', failure: toFailure(thrown) } });
    }
  };
}

function portionsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
