import type { Corpus, Document } from '../core/corpus/corpus.ts';
import { toFailure } from '../core/failure.ts';
import { addSources } from '../core/project/add-sources.ts';
import { packExport } from '../core/project/pack-export.ts';
import { prepareSamples } from '../core/project/prepare-samples.ts';
import { writeCorpus } from '../core/project/write-corpus.ts';
import type { Sample } from '../core/samples/sample.ts';
import { openFiles, peekFile } from './open-files.ts';
import type { ParseAnswer, ParseReply, ParseRequest } from './parse-protocol.ts';

const DOCUMENTS_PER_MESSAGE = 250;
const CHARACTERS_PER_MESSAGE = 500_000;
const SAMPLES_PER_MESSAGE = 1000;

/** The thread's side: parses, builds and packs. Requests come one at a time, but for those that cancel one. */
export function createParseHandler(reply: (reply: ParseReply) => void): (request: ParseRequest) => void {
  let corpus: Corpus = { documents: [] };
  let samples: readonly Sample[] = [];
  const cancelled = new Set<number>();

  const perform = async ({ requestId, call }: ParseRequest, send: (answer: ParseAnswer) => void): Promise<void> => {
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
      case 'hold-changed': {
        const documents = [...corpus.documents];
        for (const { index, document } of call.changed) documents[index] = document;
        corpus = { documents };
        samples = [];
        send({ kind: 'held' });
        break;
      }
      case 'add': {
        const opened = await openFiles(call.files, {
          isCancelled: () => cancelled.delete(requestId),
          onProgress: (progress) => send({ kind: 'progress', progress }),
        });
        const { documents, ...added } = addSources(corpus, opened);
        corpus = { documents: [...corpus.documents, ...documents] };
        for (const portion of portionDocuments(documents)) send({ kind: 'documents', documents: portion });
        send({ kind: 'added', added });
        break;
      }
      case 'peek':
        send({ kind: 'peeked', peek: await peekFile(call.file) });
        break;
      case 'cancel':
        cancelled.add(call.requestIdToCancel);
        break;
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
      case 'write':
        send({ kind: 'written', written: writeCorpus({ ...call.request, corpus, samples }) });
        break;
      default:
        call satisfies never;
    }
  };

  return (request) => {
    const { requestId } = request;
    perform(request, (answer) => reply({ requestId, answer })).catch((thrown: unknown) => {
      reply({ requestId, answer: { kind: 'failed', failure: toFailure(thrown) } });
    });
  };
}

/** By size rather than by number: an article weighs as much as a hundred abstracts. */
function portionDocuments(documents: readonly Document[]): readonly (readonly Document[])[] {
  const portions: Document[][] = [[]];
  let characters = 0;
  for (const document of documents) {
    const portion = portions[portions.length - 1] ?? [];
    portion.push(document);
    characters += document.passages.reduce((sum, { text, mentions }) => sum + text.length + 100 * mentions.length, 0);
    if (portion.length < DOCUMENTS_PER_MESSAGE && characters < CHARACTERS_PER_MESSAGE) continue;
    portions.push([]);
    characters = 0;
  }
  return portions.filter((portion) => portion.length > 0);
}

function portionsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
