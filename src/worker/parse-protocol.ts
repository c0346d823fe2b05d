import type { Document } from '../core/corpus/corpus.ts';
import type { NearDuplicate, NearDuplicateOptions } from '../core/corpus/near-duplicates.ts';
import type { Failure } from '../core/failure.ts';
import type { FormatId } from '../core/formats/common/format.ts';
import type { DataIssue } from '../core/issue.ts';
import type { AddedSources } from '../core/open/add-sources.ts';
import type { PackRequest } from '../core/export/pack-export.ts';
import type { PutAside } from '../core/open/put-aside.ts';
import type { ReadAs } from '../core/open/source-opener.ts';
import type { WriteRequest, WrittenCorpus } from '../core/write/write-corpus.ts';
import type { SampleOptions } from '../core/samples/sample.ts';

/** A file on its way to the thread, which reads it: only a handle crosses. */
export interface IncomingFile {
  readonly name: string;
  readonly content: Blob;
  /** Absent where the content decides how it is read. */
  readonly readAs?: ReadAs;
}

/** What reading a file in some way would give. */
export interface FilePeek {
  readonly format: FormatId | undefined;
  /** Heads of a table. */
  readonly columns?: readonly string[];
  readonly formatName: string;
  readonly evidence: string;
  readonly documentCount: number;
  readonly mentionCount: number;
  /** The first few. */
  readonly documents: readonly Document[];
  readonly issueCount: number;
  /** The first few. */
  readonly issues: readonly DataIssue[];
}

/** How far opening files has come. */
export interface OpenProgress {
  /** Files that are read and parsed; an archive is one. */
  readonly doneCount: number;
  readonly doneBytes: number;
}

/** Ids of the samples whose annotation a person has said to be complete. */
export interface Marked {
  readonly marked: readonly string[];
}

/**
 * What the page asks of the corpus's thread. The thread holds one corpus, which is put together for a
 * piece of work and let go behind it; long lists cross in portions, each of which the page can take within a frame.
 */
export type ParseCall =
  /** Forgets what is held; `hold-more` follows with the corpus to hold. */
  | { readonly kind: 'hold-none' }
  | { readonly kind: 'hold-more'; readonly documents: readonly Document[] }
  /** Reads, unpacks and parses files and joins them to the corpus held. */
  | { readonly kind: 'add'; readonly files: readonly IncomingFile[]; readonly aside: readonly PutAside[] }
  /** Reads a file and tells what it gives; the corpus held stays. */
  | { readonly kind: 'peek'; readonly file: IncomingFile }
  /** Ends an `add` or `peek` under way, which then fails as cancelled and leaves the corpus as it was. */
  | { readonly kind: 'cancel'; readonly requestIdToCancel: number }
  /** Of the corpus held: what its texts say twice, and the like. */
  | { readonly kind: 'check' }
  /** Of these texts, which need not be of the corpus held. */
  | { readonly kind: 'find-near-duplicates'; readonly texts: readonly string[]; readonly options: NearDuplicateOptions }
  /** Of the corpus held, and the samples that the options make of it. */
  | { readonly kind: 'pack'; readonly request: Omit<PackRequest, 'corpus' | 'samples'> & Marked }
  | {
      readonly kind: 'write';
      readonly request: Omit<WriteRequest, 'corpus' | 'samples'> & { readonly sampleOptions: SampleOptions } & Marked;
    };

export interface ParseRequest {
  readonly requestId: number;
  readonly call: ParseCall;
}

/** The first two come any number of times before one of the others ends the request. */
export type ParseAnswer =
  | { readonly kind: 'progress'; readonly progress: OpenProgress }
  | { readonly kind: 'documents'; readonly documents: readonly Document[] }
  | { readonly kind: 'held' }
  | { readonly kind: 'added'; readonly added: Omit<AddedSources, 'documents'> }
  | { readonly kind: 'checked'; readonly issues: readonly DataIssue[] }
  | { readonly kind: 'packed'; readonly bytes: Uint8Array }
  | { readonly kind: 'found-near-duplicates'; readonly pairs: readonly NearDuplicate[] }
  | { readonly kind: 'peeked'; readonly peek: FilePeek }
  | { readonly kind: 'written'; readonly written: WrittenCorpus }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface ParseReply {
  readonly requestId: number;
  readonly answer: ParseAnswer;
}
