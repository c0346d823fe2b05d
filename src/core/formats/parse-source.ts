import type { Document } from '../corpus/corpus.ts';
import type { DataIssue, IssueCode } from '../issue.ts';
import { findLongLine } from '../text/split-lines.ts';
import { decodeSource, type SourceFile } from './decode-source.ts';
import { detectFormat, type DetectedFormat } from './detect-format.ts';
import type { FormatId } from './format.ts';
import { FORMAT_NAMES } from './format-names.ts';
import { FORMAT_PARSERS } from './format-parsers.ts';
import type { ParseHints } from './parse-hints.ts';

/** What a file was read as, and what came of it. */
export interface ParsedSource {
  readonly file: string;
  /** Undefined where the file could not be decoded or is in no format known here. */
  readonly format: FormatId | undefined;
  /** For people: "PubTator", "CoNLL columns (IOB2)"; "unknown" without a format. */
  readonly formatName: string;
  /** What in the content decided; empty where nothing could be decoded. */
  readonly evidence: string;
  /** Heads of a table. */
  readonly columns?: readonly string[];
  /** Ids are unique within the file. */
  readonly documents: readonly Document[];
  readonly issues: readonly DataIssue[];
}

/** Formats whose lines are tokens, texts or rows, none of which is as long as a book. */
const LINE_FORMATS: ReadonlySet<FormatId> = new Set(['pubtator', 'conll', 'jsonl', 'chat-rows', 'doccano', 'prodigy']);

const MAX_LINE_LENGTH = 10_000_000;

/** A file with one fault a line says nothing more after this many. */
const MAX_ISSUES_PER_CODE = 500;

export interface ParseOptions {
  /** Chosen by a person; without it the content decides. */
  readonly format?: FormatId;
  readonly hints?: ParseHints;
}

/** Decodes, detects and parses one file. Never throws, whatever the bytes: what is wrong is an issue. */
export function parseSource(source: SourceFile, options: ParseOptions = {}): ParsedSource {
  const file = source.name;
  const decoded = decodeSource(source);
  if (decoded.kind === 'undecodable') {
    return { file, format: undefined, formatName: 'unknown', evidence: '', documents: [], issues: [decoded.issue] };
  }
  const detected: DetectedFormat =
    options.format === undefined
      ? detectFormat(decoded.text)
      : { kind: 'known', format: options.format, evidence: 'chosen by hand' };
  if (detected.kind === 'unknown') {
    const expected = `one of ${Object.values(FORMAT_NAMES).join('; ')}`;
    const issue: DataIssue = {
      code: 'unknown-format',
      severity: 'error',
      file,
      line: 1,
      found: detected.evidence,
      expected,
    };
    return {
      file,
      format: undefined,
      formatName: 'unknown',
      evidence: detected.evidence,
      documents: [],
      issues: [issue],
    };
  }
  const { format, evidence } = detected;
  // A JSON array is one value, however its writer breaks it into lines.
  const hasLines = LINE_FORMATS.has(format) && !/^\s*\[/u.test(decoded.text);
  const longLine = hasLines ? findLongLine(decoded.text, MAX_LINE_LENGTH) : undefined;
  if (longLine !== undefined) {
    const found = `more than ${MAX_LINE_LENGTH / 1e6} million characters without a line break`;
    const issue: DataIssue = { code: 'line-too-long', severity: 'error', file, line: longLine, found };
    return { file, format, formatName: FORMAT_NAMES[format], evidence, documents: [], issues: [issue] };
  }
  const read = FORMAT_PARSERS[format]({ file, text: decoded.text, hints: options.hints });
  const { documents, dialect, columns } = read;
  const isNothing = read.issues.length === 0 && documents.every(({ passages }) => passages.length === 0);
  const issues = isNothing ? [nothingIn(file)] : read.issues;
  const name = FORMAT_NAMES[format];
  return {
    file,
    format,
    formatName: dialect === '' ? name : `${name} (${dialect})`,
    evidence,
    ...(columns && { columns }),
    documents,
    issues: limitIssues(issues.toSorted(byLine), file),
  };
}

function nothingIn(file: string): DataIssue {
  const expected = 'at least one text';
  return { code: 'empty-file', severity: 'warning', file, found: 'no document with a text', expected };
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
