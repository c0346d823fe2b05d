import { lineBreakOf, type LineBreak } from '../text/split-lines.ts';
import { blankIssue, emptyIssue, tooLargeIssue, type SourceFile } from '../formats/bytes/decode-source.ts';
import type { DocumentReader, ReadMode } from '../formats/common/document-reader.ts';
import type { FormatId } from '../formats/common/format.ts';
import { FORMATS } from '../formats/formats.ts';
import { parseJsonBeginning } from '../formats/json/json-beginning.ts';
import { createJsonBody } from './json-body.ts';
import type { ParsedJson } from '../formats/json/json-value.ts';
import type { ParseHints } from '../formats/common/parse-hints.ts';
import {
  chooseFormat,
  hasShortLines,
  longLineIssue,
  MAX_LINE_LENGTH,
  parseSource,
  parseText,
  readSource,
  refusedSource,
  undecodedSource,
  unknownSource,
  type KnownFormat,
  type ParsedSource,
  type ParseOptions,
} from '../formats/parse-source.ts';
import type { BodyOutcome, SourceBody } from './source-body.ts';
import { createTextStream } from '../formats/bytes/text-stream.ts';
import { createLinesBody } from './lines-body.ts';

/** What a reading takes for granted of the part of a file that it has not seen. */
export interface StreamPlan {
  readonly mode: ReadMode;
  /** Undefined where the beginning shows it. */
  readonly lineBreak?: LineBreak;
  /** Its text has to be in memory as one: it is JSON in an order of its own, or broken. */
  readonly isWhole: boolean;
  /** There is a byte that is no text: its line is looked for. */
  readonly isLocating: boolean;
}

/** The plan for nearly all files. */
export const FIRST_PLAN: StreamPlan = { mode: 'settle', isWhole: false, isLocating: false };

export type StreamOutcome =
  | { readonly kind: 'parsed'; readonly parsed: ParsedSource }
  /** The file has to be read once more. Each plan gives up something the one before took for granted. */
  | { readonly kind: 'again'; readonly plan: StreamPlan };

/** Takes the bytes of one file, cut anywhere, and reads them as `parseSource` does. */
export interface SourceStream {
  push(bytes: Uint8Array): void;
  /** What is still to come of the file makes no difference. */
  readonly isOver: boolean;
  finish(): StreamOutcome;
}

export interface StreamOptions extends ParseOptions {
  readonly plan: StreamPlan;
  /** UTF-16 units of the beginning in which the format is looked for: by default what `detectFormat` looks at. */
  readonly headLength?: number;
}

const HEAD_LENGTH = 1_000_000;

/** A string of more units than this is more than an engine can hold. */
const MAX_TEXT_LENGTH = 2 ** 29 - 25;

/**
 * Memory beside the documents: of PubTator, token columns, BioC and rows of instruction, input and output one piece of
 * the file; of other rows of JSON their values; of any other format the whole text.
 */
export function createSourceStream(file: string, settings: StreamOptions): SourceStream {
  const { plan, headLength = HEAD_LENGTH, ...options } = settings;
  /** Until there is enough to see the format, or all of it where the format wants it so. */
  const collected: string[] = [];
  let collectedLength = 0;
  let state: 'head' | 'whole' | 'too-large' | { format: KnownFormat; body: SourceBody } | ParsedSource = plan.isWhole
    ? 'whole'
    : 'head';
  let byteCount = 0;

  const begin = (head: string): typeof state => {
    const beginning = parseJsonBeginning(head);
    const format = chooseFormat(head, options, beginning);
    if (format.kind === 'unknown') return unknownSource(file, format.evidence);
    const body = createBody({ file, head, beginning, format: format.format, plan, hints: options.hints });
    if (body === undefined) return 'whole';
    body.push(head);
    collected.length = 0;
    return { format, body };
  };

  const takeText = (text: string): void => {
    if (typeof state === 'object') {
      if ('body' in state) state.body.push(text);
      return;
    }
    if (state === 'too-large') return;
    collected.push(text);
    collectedLength += text.length;
    if (state === 'head' && collectedLength >= headLength) state = begin(collected.join(''));
    if (state === 'whole' && collectedLength > MAX_TEXT_LENGTH) {
      collected.length = 0;
      state = 'too-large';
    }
  };
  const texts = createTextStream(file, takeText, { isLocating: plan.isLocating });

  return {
    push: (bytes) => {
      byteCount += bytes.length;
      texts.push(bytes);
    },
    get isOver() {
      if (texts.fault !== undefined || state === 'too-large') return true;
      return typeof state === 'object' && (!('body' in state) || state.body.isOver === true);
    },
    finish: () => {
      const fault = texts.finish();
      if (fault && texts.isLineUnknown) return { kind: 'again', plan: { ...plan, isLocating: true } };
      if (fault) return parsed(undecodedSource(file, fault));
      if (state === 'too-large') return parsed(undecodedSource(file, tooLargeIssue(file, byteCount)));
      if (state === 'head' || state === 'whole') {
        const text = collected.join('');
        if (text.trim() !== '') return parsed(parseText(file, text, options));
        return parsed(undecodedSource(file, byteCount === 0 ? emptyIssue(file) : blankIssue(file)));
      }
      return 'body' in state
        ? conclude(file, state.format, { plan, outcome: state.body.finish(), hints: options.hints })
        : parsed(state);
    },
  };
}

/**
 * Reads a file that is in memory, as `parseSource` does. Of a large one but a piece's text is in memory beside its
 * bytes, where its format allows; a small one is read as a whole, whatever it is.
 */
export function parseFile(source: SourceFile, options: ParseOptions = {}): ParsedSource {
  return source.bytes.length < LARGE_BYTES ? parseSource(source, options) : streamAtOnce(source, options);
}

/** Files of this many bytes and more are read in pieces. */
export const LARGE_BYTES = 2 ** 22;

/** Reads bytes that are in memory, and keeps but a piece of their text. */
export function streamAtOnce({ name, bytes }: SourceFile, options: ParseOptions = {}): ParsedSource {
  for (let plan = FIRST_PLAN; ;) {
    const stream = createSourceStream(name, { ...options, plan });
    for (let at = 0; at < bytes.length && !stream.isOver; at += PIECE_BYTES) {
      stream.push(bytes.subarray(at, at + PIECE_BYTES));
    }
    const outcome = stream.finish();
    if (outcome.kind === 'parsed') return outcome.parsed;
    plan = outcome.plan;
  }
}

/** A piece and what is made of it stay in a processor's cache; most pieces of most files have Latin letters only. */
export const PIECE_BYTES = 2 ** 16;

function parsed(source: ParsedSource): StreamOutcome {
  return { kind: 'parsed', parsed: source };
}

interface BodyOptions {
  readonly file: string;
  readonly format: FormatId;
  readonly head: string;
  readonly beginning: ParsedJson;
  readonly plan: StreamPlan;
  readonly hints: ParseHints | undefined;
}

/** Undefined for a format that is read as a whole. */
function createBody({ file, format: id, head, beginning, plan, hints }: BodyOptions): SourceBody | undefined {
  const { mode, lineBreak = lineBreakOf(head) } = plan;
  const format = FORMATS[id];
  if (format.kind === 'json') {
    const maxLineLength = hasShortLines(id, head) ? MAX_LINE_LENGTH : undefined;
    return createJsonBody({ file, format, head, beginning, mode, hints, lineBreak, maxLineLength });
  }
  const { stream } = format;
  if (stream === 'whole') return undefined;
  const options = { mode, lineBreak, hints, head };
  if (stream.by === 'pieces') return createTextBody(stream.open(file, options));
  const reader = stream.open(file, options);
  return createLinesBody(reader, { lineBreak, maxLength: MAX_LINE_LENGTH }, () => reader.finish());
}

function createTextBody(reader: DocumentReader): SourceBody {
  return { push: (text) => reader.take(text), finish: () => reader.finish() };
}

function conclude(
  file: string,
  format: KnownFormat,
  { plan, outcome, hints }: Pick<BodyOptions, 'plan' | 'hints'> & { readonly outcome: BodyOutcome },
): StreamOutcome {
  switch (outcome.kind) {
    case 'read':
      return parsed(readSource(file, format, { read: outcome.parsed, hints }));
    case 'long-line':
      return parsed(refusedSource(file, format, longLineIssue(file, outcome.line)));
    case 'again': {
      if (outcome.isWhole === true) return { kind: 'again', plan: { ...plan, isWhole: true } };
      if (outcome.lineBreak) return { kind: 'again', plan: { ...plan, lineBreak: outcome.lineBreak } };
      return { kind: 'again', plan: { ...plan, mode: 'keep' } };
    }
    default:
      return outcome satisfies never;
  }
}
