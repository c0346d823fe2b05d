import type { Document } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';

/** The formats that are read. `conll`: token columns with IOB1, IOB2 or IOBES tags. */
export type FormatId = 'pubtator' | 'conll' | 'jsonl' | 'bioc-json';

/** A file's decoded text on its way into a parser. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** What a parser makes of a text: what could be read, and what could not. */
export interface ParsedDocuments {
  readonly documents: readonly Document[];
  readonly issues: readonly DataIssue[];
  /** What the parser found out about the file's dialect, such as "IOB2"; empty where there is nothing to say. */
  readonly dialect: string;
}

/** A corpus written in a format; `issues` lists what the format has no place for. */
export interface SerializedCorpus {
  readonly text: string;
  readonly issues: readonly DataIssue[];
}
