import type { Document } from '../corpus/corpus.ts';
import type { DataIssue, IssueCode } from '../issue.ts';
import { findLongLine } from '../text/split-lines.ts';
import { decodeSource, type SourceFile } from './bytes/decode-source.ts';
import { detectFormat, type DetectedFormat } from './detect-format.ts';
import type { FormatId, ParsedDocuments } from './common/format.ts';
import { FORMAT_NAMES } from './common/format-names.ts';
import { FORMATS } from './formats.ts';
import type { ParsedJson } from './json/json-value.ts';
import { withNoMentionsAs } from './common/no-mentions.ts';
import type { ParseHints } from './common/parse-hints.ts';

/** What a file was read as, and what came of it. */
export interface ParsedSource {
  readonly file: string;
  /** Undefined where the file could not be decoded or is in no format known here. */
  readonly format: FormatId | undefined;
  /** For people: "PubTator", "CoNLL columns (IOB2)"; "unknown" without a format. */
  readonly formatName: string;
  /** What in the content decided; empty where nothing could be decoded. */
  readonly evidence: string;
  /** Heads of a table, or names of the fields a text may be in. */
  readonly columns?: readonly string[];
  /** Rows were left out because their tags are numbers whose names are not known. */
  readonly needsTagNames?: boolean;
  /** Ids are unique within the file. */
  readonly documents: readonly Document[];
  readonly issues: readonly DataIssue[];
}

export interface ParseOptions {
  /** Chosen by a person; without it the content decides. */
  readonly format?: FormatId;
  readonly hints?: ParseHints;
}

export const MAX_LINE_LENGTH = 10_000_000;

/** A file with one fault a line says nothing more after this many. */
const MAX_ISSUES_PER_CODE = 500;

/** Decodes, detects and parses one file at once. Never throws, whatever the bytes: what is wrong is an issue. */
export function parseSource(source: SourceFile, options: ParseOptions = {}): ParsedSource {
  const decoded = decodeSource(source);
  if (decoded.kind === 'undecodable') return undecodedSource(source.name, decoded.issue);
  return parseText(source.name, decoded.text, options);
}

/** Detects and parses a text that is in memory. Never throws, whatever it says. */
export function parseText(file: string, text: string, options: ParseOptions): ParsedSource {
  const detected = chooseFormat(text, options);
  if (detected.kind === 'unknown') return unknownSource(file, detected.evidence);
  const longLine = hasShortLines(detected.format, text) ? findLongLine(text, MAX_LINE_LENGTH) : undefined;
  if (longLine !== undefined) return refusedSource(file, detected, longLineIssue(file, longLine));
  const { hints } = options;
  return readSource(file, detected, { read: FORMATS[detected.format].parse({ file, text, hints }), hints });
}

export type KnownFormat = Extract<DetectedFormat, { kind: 'known' }>;

/** @param beginning as JSON where the text is but the beginning of a file */
export function chooseFormat(text: string, options: ParseOptions, beginning?: ParsedJson): DetectedFormat {
  if (options.format === undefined) return detectFormat(text, beginning);
  return { kind: 'known', format: options.format, evidence: 'chosen by hand' };
}

/** Whether a line beyond `MAX_LINE_LENGTH` is a fault. A JSON array is one value, however its writer breaks it. */
export function hasShortLines(format: FormatId, text: string): boolean {
  return FORMATS[format].hasShortLines && !/^\s*\[/u.test(text);
}

/** The issue of a line that is too long. */
export function longLineIssue(file: string, line: number): DataIssue {
  const found = `more than ${MAX_LINE_LENGTH / 1e6} million characters without a line break`;
  return { code: 'line-too-long', severity: 'error', file, line, found };
}

/** The result of a file that is not text. */
export function undecodedSource(file: string, issue: DataIssue): ParsedSource {
  return { file, format: undefined, formatName: 'unknown', evidence: '', documents: [], issues: [issue] };
}

/** A file whose format was not found. */
export function unknownSource(file: string, found: string): ParsedSource {
  const expected = `one of ${Object.values(FORMAT_NAMES).join('; ')}`;
  const issue: DataIssue = { code: 'unknown-format', severity: 'error', file, line: 1, found, expected };
  return { file, format: undefined, formatName: 'unknown', evidence: found, documents: [], issues: [issue] };
}

/** The result of a file whose format is known, but which is not read. */
export function refusedSource(file: string, { format, evidence }: KnownFormat, issue: DataIssue): ParsedSource {
  return { file, format, formatName: FORMAT_NAMES[format], evidence, documents: [], issues: [issue] };
}

export interface ReadFile {
  readonly read: ParsedDocuments;
  readonly hints: ParseHints | undefined;
}

/** Builds the result of a file that was read, with its format and the evidence. */
export function readSource(file: string, { format, evidence }: KnownFormat, { read, hints }: ReadFile): ParsedSource {
  const { documents, dialect, columns, needsTagNames = false } = read;
  const isNothing = read.issues.length === 0 && documents.every(({ passages }) => passages.length === 0);
  const meant = withNoMentionsAs(documents, hints?.noMentions);
  const ofAll = format === 'plain-text' ? [] : unannotatedIssues(file, meant);
  const issues = isNothing ? [nothingIn(file)] : [...read.issues, ...ofAll];
  const name = FORMAT_NAMES[format];
  return {
    file,
    format,
    formatName: dialect === '' ? name : `${name} (${dialect})`,
    evidence,
    ...(columns && { columns }),
    ...(needsTagNames && { needsTagNames }),
    documents: meant,
    issues: limitIssues(issues.toSorted(byLine), file),
  };
}

function nothingIn(file: string): DataIssue {
  const expected = 'at least one text';
  return { code: 'empty-file', severity: 'warning', file, found: 'no document with a text', expected };
}

/** Plain text says by being one that nobody annotated it; of any other file that may come as a surprise. */
function unannotatedIssues(file: string, documents: readonly Document[]): DataIssue[] {
  const passages = documents.flatMap((document) => document.passages).filter(({ text }) => text.trim() !== '');
  const count = passages.filter(({ gaps }) => gaps?.some(({ kind }) => kind === 'unannotated')).length;
  if (count === 0) return [];
  return [{ code: 'not-annotated', severity: 'note', file, found: `${count} of ${passages.length} texts` }];
}

/** In the order of the file; what has no line comes last. */
function byLine(a: DataIssue, b: DataIssue): number {
  if (a.line === b.line) return 0;
  return (a.line ?? Infinity) - (b.line ?? Infinity);
}

function limitIssues(issues: readonly DataIssue[], file: string): readonly DataIssue[] {
  const counts = new Map<IssueCode, { count: number; last: DataIssue }>();
  const kept = issues.filter((issue) => {
    const count = (counts.get(issue.code)?.count ?? 0) + 1;
    counts.set(issue.code, { count, last: issue });
    return count <= MAX_ISSUES_PER_CODE;
  });
  for (const [code, { count, last }] of counts) {
    if (count <= MAX_ISSUES_PER_CODE) continue;
    kept.push({ code, severity: last.severity, file, found: `${count - MAX_ISSUES_PER_CODE} more of this kind` });
  }
  return kept;
}
