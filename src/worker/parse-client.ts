import type { Corpus } from '../core/corpus/corpus.ts';
import { createDocumentJoiner, portionDocuments } from '../core/corpus/document-portions.ts';
import type { NearDuplicate, NearDuplicateOptions } from '../core/corpus/near-duplicates.ts';
import { type Failure, FailureError, toFailure } from '../core/failure.ts';
import type { AddedSources } from '../core/open/add-sources.ts';
import type { PackRequest } from '../core/export/pack-export.ts';
import type { PutAside } from '../core/open/put-aside.ts';
import type { DataIssue } from '../core/issue.ts';
import type { WriteRequest, WrittenCorpus } from '../core/write/write-corpus.ts';
import type { SampleOptions } from '../core/samples/sample.ts';
import type {
  Marked,
  FilePeek,
  IncomingFile,
  OpenProgress,
  ParseAnswer,
  ParseCall,
  ParseReply,
  ParseRequest,
} from './parse-protocol.ts';

/** What the client needs of a `Worker`. */
export interface ParsePort {
  postMessage(request: ParseRequest): void;
  onmessage: ((event: MessageEvent<ParseReply>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/**
 * The page's handle on the corpus's thread. Calls are done one after the other; rejections are `FailureError`s.
 *
 * A call whose signal says so rejects as cancelled within little more than a second: a thread that is too busy to hear
 * it is ended, and another is started when it is needed. All that waited for that thread by then rejects as cancelled too;
 * what is asked later waits for the other one.
 */
export interface ParseClient {
  /** Reads and parses files in the thread and joins them to `existing`. Rejects as cancelled when the signal says so. */
  addSources(
    existing: Corpus,
    files: readonly IncomingFile[],
    options: AddOptions,
  ): Promise<AddedSources & { readonly corpus: Corpus }>;
  /** What reading a file in some way would give; what is open stays as it is. */
  peekFile(file: IncomingFile, signal?: AbortSignal): Promise<FilePeek>;
  /** What the texts of a corpus say twice, differently, or in training and test. */
  checkTexts(corpus: Corpus, signal?: AbortSignal): Promise<readonly DataIssue[]>;
  /** The thread lets go of the corpus that it holds. */
  forget(): Promise<void>;
  /** Pairs of texts that are nearly the same, by their places in the list. */
  findNearDuplicates(texts: readonly string[], options: NearDuplicateOptions): Promise<readonly NearDuplicate[]>;
  packExport(request: Omit<PackRequest, 'samples'> & Marked): Promise<Uint8Array>;
  /** A corpus in another format, with what that costs. */
  writeCorpus(
    request: Omit<WriteRequest, 'samples'> & { readonly sampleOptions: SampleOptions } & Marked,
  ): Promise<WrittenCorpus>;
}

export interface AddOptions {
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: OpenProgress) => void;
  /** Documents whose ids wait for their texts. */
  readonly aside?: readonly PutAside[];
}

/** Time for the thread to come to a message: between two pieces of a file it takes far less. */
const CANCEL_PATIENCE_MS = 1000;

/** Starts the corpus's thread when it is first needed, and again after it broke. */
export function createParseClient(
  startWorker: () => ParsePort = () =>
    new Worker(new URL('./parse.worker.ts', import.meta.url), { type: 'module', name: 'bioselect-corpus' }),
): ParseClient {
  return new ThreadedParseClient(startWorker);
}

interface Pending {
  readonly onAnswer: (answer: ParseAnswer) => void;
  readonly reject: (error: FailureError) => void;
}

class ThreadedParseClient implements ParseClient {
  readonly #startWorker: () => ParsePort;
  readonly #pending = new Map<number, Pending>();
  #port: ParsePort | undefined;
  #requestCount = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** One for each call that was cancelled and is not over. */
  readonly #cancelling = new Set<Promise<void>>();
  /** What the thread holds, by identity; undefined when it holds nothing we know. */
  #heldCorpus: Corpus | undefined;

  constructor(startWorker: () => ParsePort) {
    this.#startWorker = startWorker;
  }

  async addSources(
    ...[existing, files, { signal, onProgress, aside = [] }]: Parameters<ParseClient['addSources']>
  ): ReturnType<ParseClient['addSources']> {
    return this.#inTurn(async () => {
      await this.#hold(existing, signal);
      // Until the answer is here, the thread holds more than we know.
      this.#heldCorpus = undefined;
      const joiner = createDocumentJoiner();
      const { added } = await this.#ask({ kind: 'add', files, aside }, 'added', {
        signal,
        onPart: (part) => {
          if (part.kind === 'documents') joiner.add(part.documents);
          if (part.kind === 'progress') onProgress(part.progress);
        },
      });
      const { documents } = joiner;
      const corpus: Corpus = { documents: [...existing.documents, ...documents] };
      this.#heldCorpus = corpus;
      return { ...added, documents, corpus };
    });
  }

  async peekFile(file: IncomingFile, signal?: AbortSignal): Promise<FilePeek> {
    const { peek } = await this.#ask({ kind: 'peek', file }, 'peeked', { signal });
    return peek;
  }

  async checkTexts(corpus: Corpus, signal?: AbortSignal): Promise<readonly DataIssue[]> {
    return this.#inTurn(async () => {
      await this.#hold(corpus, signal);
      const { issues } = await this.#ask({ kind: 'check' }, 'checked', { signal });
      return issues;
    });
  }

  async forget(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#port === undefined || this.#heldCorpus === undefined) return;
      this.#heldCorpus = undefined;
      await this.#ask({ kind: 'hold-none' }, 'held');
    });
  }

  async findNearDuplicates(texts: readonly string[], options: NearDuplicateOptions): Promise<readonly NearDuplicate[]> {
    const { pairs } = await this.#ask({ kind: 'find-near-duplicates', texts, options }, 'found-near-duplicates');
    return pairs;
  }

  async packExport({ corpus, ...request }: Parameters<ParseClient['packExport']>[0]): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      await this.#hold(corpus);
      const { bytes } = await this.#ask({ kind: 'pack', request }, 'packed');
      return bytes;
    });
  }

  async writeCorpus({ corpus, ...request }: Parameters<ParseClient['writeCorpus']>[0]): Promise<WrittenCorpus> {
    return this.#inTurn(async () => {
      await this.#hold(corpus);
      const { written } = await this.#ask({ kind: 'write', request }, 'written');
      return written;
    });
  }

  async #hold(corpus: Corpus, signal?: AbortSignal): Promise<void> {
    if (this.#heldCorpus === corpus) return;
    this.#heldCorpus = undefined;
    await this.#ask({ kind: 'hold-none' }, 'held', { signal });
    for (const documents of portionDocuments(corpus.documents)) {
      // Awaited: cloning all portions in one task would block the page.
      await this.#ask({ kind: 'hold-more', documents }, 'held', { signal });
    }
    this.#heldCorpus = corpus;
  }

  async #ask<K extends ParseAnswer['kind']>(
    call: ParseCall,
    kind: K,
    options: { readonly signal?: AbortSignal | undefined; readonly onPart?: (part: ParseAnswer) => void } = {},
  ): Promise<Extract<ParseAnswer, { kind: K }>> {
    const { signal } = options;
    // What is asked now is not to be lost with a thread that may have to be ended.
    while (this.#cancelling.size > 0) await Promise.all(this.#cancelling);
    if (signal?.aborted) throw new FailureError({ code: 'cancelled' });
    const port = this.#openPort();
    const requestId = this.#requestCount++;
    let patience: ReturnType<typeof setTimeout> | undefined;
    let onOver = (): void => {};
    const over = new Promise<void>((resolve) => {
      onOver = resolve;
    });
    const cancel = () => {
      this.#cancelling.add(over);
      port.postMessage({ requestId: this.#requestCount++, call: { kind: 'cancel', requestIdToCancel: requestId } });
      patience = setTimeout(() => this.#break({ code: 'cancelled' }), CANCEL_PATIENCE_MS);
    };
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise((resolve, reject) => {
        const onAnswer = (answer: ParseAnswer): void => {
          if (answer.kind === 'failed') reject(new FailureError(answer.failure));
          else if (isAnswer(answer, kind)) resolve(answer);
          else options.onPart?.(answer);
        };
        this.#pending.set(requestId, { onAnswer, reject });
        port.postMessage({ requestId, call });
      });
    } catch (thrown) {
      throw thrown instanceof FailureError ? thrown : new FailureError(toFailure(thrown));
    } finally {
      signal?.removeEventListener('abort', cancel);
      clearTimeout(patience);
      this.#cancelling.delete(over);
      onOver();
      this.#pending.delete(requestId);
    }
  }

  #openPort(): ParsePort {
    if (this.#port !== undefined) return this.#port;
    const port = this.#startWorker();
    port.onmessage = ({ data }) => this.#pending.get(data.requestId)?.onAnswer(data.answer);
    port.onmessageerror = () => {
      this.#break({ code: 'worker-crashed', detail: 'a message of the corpus thread could not be read' });
    };
    port.onerror = (event) => {
      this.#break({ code: 'worker-crashed', detail: event.message || 'the corpus thread could not be started' });
    };
    this.#port = port;
    return port;
  }

  #break(failure: Failure): void {
    this.#port?.terminate();
    this.#port = undefined;
    this.#heldCorpus = undefined;
    for (const waiting of this.#pending.values()) waiting.reject(new FailureError(failure));
    this.#pending.clear();
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function isAnswer<K extends ParseAnswer['kind']>(
  answer: ParseAnswer,
  kind: K,
): answer is Extract<ParseAnswer, { kind: K }> {
  return answer.kind === kind;
}
