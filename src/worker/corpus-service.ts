import type { Corpus, Document } from '../core/corpus/corpus.ts';
import { checkTexts } from '../core/corpus/check-texts.ts';
import { createDocumentJoiner, portionDocuments } from '../core/corpus/document-portions.ts';
import { findNearDuplicates, type NearDuplicate, type NearDuplicateOptions } from '../core/corpus/near-duplicates.ts';
import type { DataIssue } from '../core/issue.ts';
import { type AddedSources, addSources } from '../core/open/add-sources.ts';
import { packExport } from '../core/export/pack-export.ts';
import { writeCorpus, type WrittenCorpus } from '../core/write/write-corpus.ts';
import { buildSamples } from '../core/samples/build-samples.ts';
import type { Sample, SampleOptions } from '../core/samples/sample.ts';
import type { AddOptions, FilePeek, IncomingFile, Marked, PackedOf, WrittenOf } from './corpus-protocol.ts';
import { openFiles, peekFile } from './open-files.ts';

/** A corpus on its way to the thread: the next portion, undefined behind the last. */
export type NextDocuments = () => Promise<readonly Document[] | undefined>;

/**
 * What the page asks of the corpus thread, which parses, checks and packs. It holds one corpus, which is put together for
 * a piece of work and let go behind it.
 */
export class CorpusService {
  #corpus: Corpus = { documents: [] };

  /** Holds another corpus in place of the one that it holds; large ones come in portions. */
  async hold(next: NextDocuments, signal?: AbortSignal): Promise<void> {
    this.forget();
    const joiner = createDocumentJoiner();
    for (;;) {
      const documents = await next();
      signal?.throwIfAborted();
      if (documents === undefined) break;
      joiner.add(documents);
    }
    this.#corpus = { documents: joiner.documents };
  }

  /** Holds no corpus. */
  forget(): void {
    this.#corpus = { documents: [] };
  }

  /**
   * Reads, unpacks and parses files and joins them to the corpus held, which stays as it was where that is cancelled.
   * The documents that came in are handed out in portions.
   */
  async add(
    files: readonly IncomingFile[],
    { signal, onProgress, aside = [] }: AddOptions,
    onDocuments: (documents: readonly Document[]) => unknown,
  ): Promise<Omit<AddedSources, 'documents'>> {
    const opened = await openFiles(files, { isCancelled: () => signal?.aborted === true, onProgress });
    const { documents, ...added } = addSources(this.#corpus, opened, aside);
    this.#corpus = { documents: [...this.#corpus.documents, ...documents] };
    for (const portion of portionDocuments(documents)) await onDocuments(portion);
    return added;
  }

  /** What reading a file in some way would give; the corpus held stays. */
  async peekFile(file: IncomingFile, signal?: AbortSignal): Promise<FilePeek> {
    return peekFile(file, () => signal?.aborted === true);
  }

  /** What the texts of the corpus held say twice, differently, or in training and test. */
  checkTexts(_signal?: AbortSignal): readonly DataIssue[] {
    return checkTexts(this.#corpus);
  }

  /** Pairs of texts that are nearly the same, by their places in the list. They need not be of the corpus held. */
  findNearDuplicates(texts: readonly string[], options: NearDuplicateOptions): readonly NearDuplicate[] {
    return findNearDuplicates(texts, options);
  }

  /** An export of the corpus held, and of the samples that the options make of it, as a zip. */
  packExport(request: PackedOf): Uint8Array {
    return packExport({ ...request, corpus: this.#corpus, samples: this.#samplesOf(request) });
  }

  /** The corpus held in another format, with what that costs. */
  writeCorpus(request: WrittenOf): WrittenCorpus {
    return writeCorpus({ ...request, corpus: this.#corpus, samples: this.#samplesOf(request) });
  }

  #samplesOf({ sampleOptions, marked }: Marked & { readonly sampleOptions: SampleOptions }): readonly Sample[] {
    return buildSamples(this.#corpus, sampleOptions, new Set(marked)).samples;
  }
}
