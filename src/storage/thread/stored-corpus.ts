import type { Document } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { BuildOptions } from '../contract/sample-answers.ts';
import type { DiskService } from './disk-service.ts';
import { makeSamples } from './make-samples.ts';
import type { ProjectDb } from '../project/project-db.ts';
import type { StoredSource } from '../contract/project-store.ts';

/** Taking this many abstracts from the other thread stays within a frame. */
const DOCUMENTS_PER_PORTION = 100;

/** What is written down with a corpus, and how its samples are made. */
export type SaveOptions = BuildOptions & {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Written down with the corpus, before its samples are made. */
  readonly records?: readonly ReviewRecord[];
};

/** The corpus of the open project on its way out of the thread and into it, a portion at a time. */
export class StoredCorpus {
  readonly #disk: DiskService;

  constructor(disk: DiskService) {
    this.#disk = disk;
  }

  /** All documents as they were imported; the next portion is read when one was taken. */
  async load(onDocuments: (documents: readonly Document[]) => unknown): Promise<void> {
    const project = this.#disk.library.current;
    for (let from: number | undefined = 0; from !== undefined;) {
      const portion: ReturnType<ProjectDb['readDocuments']> = project.readDocuments(from, DOCUMENTS_PER_PORTION);
      await onDocuments(portion.documents);
      from = portion.nextFrom;
    }
  }

  /**
   * Replaces the corpus and its issues and makes its samples, in one transaction; what was decided, noted and edited
   * stays, since what it is about may come back. Returned is what was written down because sentences have become one
   * sample.
   *
   * @param next the next portion; undefined behind the last.
   */
  async save(
    next: () => Promise<readonly Document[] | undefined>,
    { issues, sources }: { readonly issues: readonly DataIssue[]; readonly sources: readonly StoredSource[] },
    { settings, records = [], ...how }: SaveOptions,
  ): Promise<readonly ReviewRecord[]> {
    const project = this.#disk.library.current;
    project.beginCorpus();
    try {
      for (;;) {
        const documents = await next();
        if (documents === undefined) break;
        project.writeDocuments(documents);
      }
      project.finishCorpus(issues, sources, { settings, records, samplesFollow: true });
      return makeSamples(project, how);
    } catch (thrown) {
      project.abandonCorpus();
      throw thrown;
    }
  }
}
