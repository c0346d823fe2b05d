import type { DroppedItem } from '../../../browser/list-files.ts';
import type { Document } from '../../../core/corpus/corpus.ts';
import type { ParseOptions } from '../../../core/formats/parse-source.ts';
import type { DataIssue } from '../../../core/issue.ts';
import type { PutAside } from '../../../core/open/put-aside.ts';
import type { SampleOptions } from '../../../core/samples/sample.ts';
import type { CorpusSummary } from '../../../core/samples/summary.ts';
import type { StoredSource } from '../../../storage/contract/project-store.ts';
import type { FilePeek, IncomingFile } from '../../../worker/corpus-protocol.ts';
import type { ReviewSlice } from './review-slice.ts';

export interface SourceSummary extends CorpusSummary {
  readonly file: string;
  /** What the file was read as, e.g. "PubTator". */
  readonly format: string;
  /** Why it was read so, e.g. 'line 1 is "227508|t|…"'. */
  readonly evidence: string;
  readonly issues: readonly DataIssue[];
}

export type CorpusState =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'opening';
      readonly fileCount: number;
      readonly doneCount: number;
      /** Of the files as they lie on the disk; 0 while that is not known, and when a project comes back. */
      readonly totalBytes: number;
      readonly doneBytes: number;
    }
  | {
      readonly kind: 'ready';
      readonly sources: readonly SourceSummary[];
      readonly summary: CorpusSummary;
      /** Every type in the corpus with its mention count, most frequent first. */
      readonly entityTypes: readonly { readonly entityType: string; readonly count: number }[];
      /** Grows with every change of files or sample options, over closing and opening too. */
      readonly version: number;
    };

/** What people did on the documents of a file. */
export interface FileWork {
  readonly decisions: number;
  readonly notes: number;
  /** Samples that somebody said are annotated. */
  readonly marks: number;
  /** Mentions that are other than imported. */
  readonly edits: number;
}

export type FileNotice =
  | {
      readonly kind: 'removed';
      readonly file: string;
      /** It waits for the file. */
      readonly work: FileWork;
      /** The file can be put back without being opened. */
      readonly isHeld: boolean;
    }
  /** A file was read in another way. */
  | {
      readonly kind: 'read-again';
      readonly file: string;
      /** It was on texts that are not there now, and waits for them. */
      readonly work: FileWork;
      /** Decisions on texts that are annotated otherwise now. */
      readonly changedDecisions: number;
      /** Samples that somebody had said to be annotated, and that have a gap in this reading. */
      readonly droppedMarks: number;
    }
  /** Work that waited for files is there again. */
  | { readonly kind: 'back'; readonly files: readonly string[]; readonly work: FileWork };

/** What brings back the file that was removed last. */
export interface RemovedFile {
  readonly documents: readonly Document[];
  /** Documents that stood before them. */
  readonly at: number;
  /** With the file. */
  readonly sources: readonly StoredSource[];
  /** Of the file. */
  readonly issues: readonly DataIssue[];
  readonly options: { readonly before: SampleOptions; readonly after: SampleOptions };
  readonly steps: Readonly<Record<'before' | 'after', Pick<ReviewSlice, 'undo' | 'redo'>>>;
}

/** The corpus: its files, what is wrong with them, and what waits for files that are gone. */
export interface CorpusSlice {
  readonly corpus: CorpusState;
  readonly issues: readonly DataIssue[];
  /** Documents that were removed and that people had worked on: their ids wait for the same texts. */
  readonly putAside: readonly PutAside[];
  /** What became of a file that was removed, or is back; until it is read. */
  readonly fileNotice: FileNotice | undefined;
}

/** What commands keep between calls for the corpus and its files; no screen reads it. */
export interface CorpusSession {
  /** Commands that change the corpus are done one after the other. */
  corpusTurn: Promise<unknown>;
  /** Grows over closing and opening too, so that no two corpora of a session share a version. */
  corpusVersion: number;
  /** Issues of files and of joining them; those of building samples come and go with the options. */
  corpusIssues: readonly DataIssue[];
  /** What the texts of the corpus say twice, and the like. */
  textIssues: readonly DataIssue[];
  /** Handles of the files that came in in this tab, by which one can be read again in another way. */
  incoming: readonly IncomingFile[];
  /** Until files come in, or the person has read that it is gone. */
  removedFile: RemovedFile | undefined;
  opening: AbortController | undefined;
}

/** Commands for the corpus and its files. */
export interface CorpusCommands {
  /** Adds to the corpus that is there; where nothing usable comes in, all stays and the issues say why. */
  openCorpus(files: readonly DroppedItem[]): Promise<void>;
  /** In this project where it holds nothing, else in a project of its own: the page starts again. */
  openDemonstration(): Promise<void>;
  /** What a file of this tab would give if it were read so; undefined where the tab has it no more. */
  peekSource(source: string, options: ParseOptions, signal?: AbortSignal): Promise<FilePeek | undefined>;
  /** Reads a file of this tab again; where that gives nothing, all stays and the issues say why. */
  readSourceAs(source: string, options: ParseOptions): Promise<void>;
  /** What was there before the files under way came stays. */
  cancelOpening(): void;
  /** Empties the project, on disk too. */
  closeCorpus(): Promise<void>;
  /** What people did on a file's documents; undefined where it cannot be read, which the state then says. */
  fileWork(file: string): Promise<FileWork | undefined>;
  /** Takes a file's documents and samples out; what was done on them waits for the file to come again. */
  removeFile(file: string): Promise<void>;
  /** The file that was removed last, while it is held: see `fileNotice`. */
  putFileBack(): Promise<void>;
  dismissFileNotice(): void;
  /** Files that gave no document leave the list, with all that is said of them. */
  dismissFiles(files: readonly string[]): Promise<void>;
}

/** The slice before anything is open. */
export function initialCorpus(): CorpusSlice {
  return {
    corpus: { kind: 'empty' },
    issues: [],
    putAside: [],
    fileNotice: undefined,
  };
}

export function newCorpusSession(): CorpusSession {
  return {
    corpusTurn: Promise.resolve(),
    corpusVersion: 0,
    corpusIssues: [],
    textIssues: [],
    incoming: [],
    removedFile: undefined,
    opening: undefined,
  };
}
