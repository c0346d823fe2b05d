import type { Corpus } from '../core/corpus/corpus.ts';
import { createDocumentJoiner, portionDocuments } from '../core/corpus/document-portions.ts';
import type { AddedSources } from '../core/open/add-sources.ts';
import type { WrittenCorpus } from '../core/write/write-corpus.ts';
import type { DataIssue } from '../core/issue.ts';
import { type Remote, withOwn } from '../thread/remote.ts';
import { ThreadClient, type ThreadEndpoint } from '../thread/thread-client.ts';
import { Turns } from '../thread/turns.ts';
import type { AddOptions, IncomingFile, PackedOf, WrittenOf } from './corpus-protocol.ts';
import type { CorpusService } from './corpus-service.ts';

interface OwnMethods {
  /** Reads and parses files in the thread and joins them to `existing`. Rejects as cancelled when the signal says so. */
  addSources(
    existing: Corpus,
    files: readonly IncomingFile[],
    options: AddOptions,
  ): Promise<AddedSources & { readonly corpus: Corpus }>;
  /** What the texts of a corpus say twice, differently, or in training and test. */
  checkTexts(corpus: Corpus, signal?: AbortSignal): Promise<readonly DataIssue[]>;
  /** The thread lets go of the corpus that it holds. */
  forget(): Promise<void>;
  packExport(request: PackedOf & { readonly corpus: Corpus }): Promise<Uint8Array>;
  /** A corpus in another format, with what that costs. */
  writeCorpus(request: WrittenOf & { readonly corpus: Corpus }): Promise<WrittenCorpus>;
}

/**
 * The page's handle on the corpus thread. Rejections are `FailureError`s.
 *
 * A call whose signal says so rejects as cancelled within little more than a second: a thread that is too busy to hear
 * it is ended, and another is started when it is needed. All that waited for that thread by then rejects as cancelled too;
 * what is asked later waits for the other one.
 */
export type CorpusClient = Omit<Remote<CorpusService>, keyof OwnMethods | 'hold' | 'add'> & OwnMethods;

/** Time for the thread to come to a message: between two pieces of a file it takes far less. */
const CANCEL_PATIENCE_MS = 1000;

/** Starts the corpus thread when it is first needed, and again after it broke. */
export function createCorpusClient(
  startWorker: () => ThreadEndpoint = () =>
    new Worker(new URL('./corpus.worker.ts', import.meta.url), { type: 'module', name: 'bioselect-corpus' }),
): CorpusClient {
  /** What the thread holds, by identity; undefined when it holds nothing we know. */
  let held: Corpus | undefined;
  const client = new ThreadClient<{ readonly corpus: CorpusService }>(
    () => {
      held = undefined;
      return startWorker();
    },
    {
      name: 'the corpus thread',
      broken: (detail) => ({ code: 'worker-crashed', detail }),
      restarts: true,
      patienceMs: CANCEL_PATIENCE_MS,
    },
  );
  const thread = client.remote.corpus;
  const turns = new Turns();

  const hold = async (corpus: Corpus, signal?: AbortSignal): Promise<void> => {
    if (client.isRunning && held === corpus) return;
    held = undefined;
    const portions = portionDocuments(corpus.documents);
    // One by one: cloning all portions in one task would block the page.
    await thread.hold(async () => portions.next().value ?? undefined, signal);
    held = corpus;
  };

  const own: OwnMethods = {
    addSources: (existing, files, options) =>
      turns.run(async () => {
        await hold(existing, options.signal);
        // Until the answer is here, the thread holds more than we know.
        held = undefined;
        const joiner = createDocumentJoiner();
        const added = await thread.add(files, options, (portion) => joiner.add(portion));
        const { documents } = joiner;
        const corpus: Corpus = { documents: [...existing.documents, ...documents] };
        held = corpus;
        return { ...added, documents, corpus };
      }),
    checkTexts: (corpus, signal) =>
      turns.run(async () => {
        await hold(corpus, signal);
        return thread.checkTexts(signal);
      }),
    forget: () =>
      turns.run(async () => {
        if (!client.isRunning || held === undefined) return;
        held = undefined;
        await thread.forget();
      }),
    packExport: ({ corpus, ...request }) =>
      turns.run(async () => {
        await hold(corpus);
        return thread.packExport(request);
      }),
    writeCorpus: ({ corpus, ...request }) =>
      turns.run(async () => {
        await hold(corpus);
        return thread.writeCorpus(request);
      }),
  };
  return withOwn(thread, own);
}
