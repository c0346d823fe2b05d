import type { Corpus } from '../core/corpus/corpus.ts';
import { checkTexts } from '../core/corpus/check-texts.ts';
import { createDocumentJoiner, portionDocuments } from '../core/corpus/document-portions.ts';
import { findNearDuplicates } from '../core/corpus/near-duplicates.ts';
import { toFailure } from '../core/failure.ts';
import { addSources } from '../core/open/add-sources.ts';
import { packExport } from '../core/export/pack-export.ts';
import { writeCorpus } from '../core/write/write-corpus.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import type { Sample, SampleOptions } from '../core/samples/sample.ts';
import { openFiles, peekFile } from './open-files.ts';
import type { Marked, ParseAnswer, ParseReply, ParseRequest } from './parse-protocol.ts';

/** The thread's side: parses, builds and packs. Requests come one at a time, but for those that cancel one. */
export function createParseHandler(reply: (reply: ParseReply) => void): (request: ParseRequest) => void {
  let held = createDocumentJoiner();
  let corpus: Corpus = { documents: held.documents };
  const cancelled = new Set<number>();

  const samplesOf = ({
    sampleOptions,
    marked,
  }: Marked & { readonly sampleOptions: SampleOptions }): readonly Sample[] =>
    buildSamples(corpus, sampleOptions, new Set(marked)).samples;

  const perform = async ({ requestId, call }: ParseRequest, send: (answer: ParseAnswer) => void): Promise<void> => {
    switch (call.kind) {
      case 'hold-none':
        held = createDocumentJoiner();
        corpus = { documents: held.documents };
        send({ kind: 'held' });
        break;
      case 'hold-more':
        held.add(call.documents);
        send({ kind: 'held' });
        break;
      case 'add': {
        const opened = await openFiles(call.files, {
          isCancelled: () => cancelled.delete(requestId),
          onProgress: (progress) => send({ kind: 'progress', progress }),
        });
        const { documents, ...added } = addSources(corpus, opened, call.aside);
        corpus = { documents: [...corpus.documents, ...documents] };
        for (const portion of portionDocuments(documents)) send({ kind: 'documents', documents: portion });
        send({ kind: 'added', added });
        break;
      }
      case 'peek':
        send({ kind: 'peeked', peek: await peekFile(call.file, () => cancelled.delete(requestId)) });
        break;
      case 'cancel':
        cancelled.add(call.requestIdToCancel);
        break;
      case 'check':
        send({ kind: 'checked', issues: checkTexts(corpus) });
        break;
      case 'find-near-duplicates':
        send({ kind: 'found-near-duplicates', pairs: findNearDuplicates(call.texts, call.options) });
        break;
      case 'pack':
        send({ kind: 'packed', bytes: packExport({ ...call.request, corpus, samples: samplesOf(call.request) }) });
        break;
      case 'write':
        send({ kind: 'written', written: writeCorpus({ ...call.request, corpus, samples: samplesOf(call.request) }) });
        break;
      default:
        call satisfies never;
    }
  };

  return (request) => {
    const { requestId } = request;
    perform(request, (answer) => reply({ requestId, answer }))
      .catch((thrown: unknown) => {
        reply({ requestId, answer: { kind: 'failed', failure: toFailure(thrown) } });
      })
      .finally(() => {
        // It was done before it could be cancelled.
        cancelled.delete(requestId);
      });
  };
}
