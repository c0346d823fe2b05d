import type { Document } from '../core/corpus/corpus.ts';
import type { FormatId } from '../core/formats/common/format.ts';
import type { DataIssue } from '../core/issue.ts';
import type { PackRequest } from '../core/export/pack-export.ts';
import type { PutAside } from '../core/open/put-aside.ts';
import type { ReadAs } from '../core/open/source-opener.ts';
import type { WriteRequest } from '../core/write/write-corpus.ts';
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

export interface AddOptions {
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: OpenProgress) => void;
  /** Documents whose ids wait for their texts. */
  readonly aside?: readonly PutAside[];
}

/** An export of the corpus that the thread holds. */
export type PackedOf = Omit<PackRequest, 'corpus' | 'samples'> & Marked;

/** A writing of the corpus that the thread holds. */
export type WrittenOf = Omit<WriteRequest, 'corpus' | 'samples'> & { readonly sampleOptions: SampleOptions } & Marked;
