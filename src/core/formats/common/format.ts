import type { Document } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import type { JsonRow } from './json-row.ts';
import type { ParseHints } from './parse-hints.ts';

/** The formats that are read. `conll`: token columns with IOB1, IOB2 or IOBES tags. */
export type FormatId =
  | 'pubtator'
  | 'bioc-xml'
  | 'bioc-json'
  | 'conll'
  | 'sentence-lines'
  | 'jsonl'
  | 'chat-rows'
  | 'doccano'
  | 'label-studio'
  | 'prodigy'
  | 'spacy'
  | 'brat'
  | 'pubannotation'
  | 'token-rows'
  | 'csv'
  | 'plain-text';

/** A file's decoded text on its way into a parser. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  readonly hints?: ParseHints | undefined;
  /** Rows of JSON that were read already, as the text came in pieces; it is empty then. */
  readonly rows?: { readonly rows: readonly JsonRow[]; readonly issues: readonly DataIssue[] };
}

/** What a parser makes of a text: what could be read, and what could not. */
export interface ParsedDocuments {
  readonly documents: readonly Document[];
  readonly issues: readonly DataIssue[];
  /** What the parser found out about the file's dialect, such as "IOB2"; empty where there is nothing to say. */
  readonly dialect: string;
  /** Heads of a table, or names of the fields a text may be in, whatever became of the rows. */
  readonly columns?: readonly string[];
  /** Rows were left out because their tags are numbers whose names are not known. */
  readonly needsTagNames?: boolean;
}

/** A corpus written in a format; `issues` lists what the format has no place for. */
export interface SerializedCorpus {
  readonly text: string;
  readonly issues: readonly DataIssue[];
}
