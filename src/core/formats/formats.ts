import type { LineBreak } from '../text/split-lines.ts';
import { excerpt } from '../text/excerpt.ts';
import { isBiocValue, parseBiocJson } from './bioc/parse-bioc-json.ts';
import { createBiocXmlReader, parseBiocXml } from './bioc/parse-bioc-xml.ts';
import { isStandoff, parseLoneStandoff } from './brat/parse-brat.ts';
import { findTagColumn } from './columns/conll-columns.ts';
import { createConllReader, parseConll } from './columns/parse-conll.ts';
import { isSentenceLines, parseSentenceLines } from './columns/parse-sentence-lines.ts';
import type { DocumentReader, LineDocumentReader, ReadMode } from './common/document-reader.ts';
import type { FormatId, ParsedDocuments, SourceText } from './common/format.ts';
import type { ParseHints } from './common/parse-hints.ts';
import { isChatRow, parseChatRows } from './instructions/parse-chat-rows.ts';
import { isInstructionRow, parseJsonl } from './instructions/parse-jsonl.ts';
import { isProse, parsePlainText } from './plain-text/parse-plain-text.ts';
import { createPubtatorReader, parsePubtator } from './pubtator/parse-pubtator.ts';
import { createBiocRowReader, createTrainingRowReader, type RowReader, type RowReaderOptions } from './row-readers.ts';
import { isDoccanoRow, parseDoccano } from './span-rows/parse-doccano.ts';
import { isLabelStudioTask, parseLabelStudio } from './span-rows/parse-label-studio.ts';
import { isProdigyRow, parseProdigy } from './span-rows/parse-prodigy.ts';
import { isPubannotationValue, parsePubannotation } from './span-rows/parse-pubannotation.ts';
import { isSpacyRow, parseSpacy } from './span-rows/parse-spacy.ts';
import { parseCsv, readCsvHeads } from './tables/parse-csv.ts';
import { isTokenRow, parseTokenRows } from './tables/parse-token-rows.ts';

interface AnyFormat {
  readonly parse: (source: SourceText) => ParsedDocuments;
  /** Its lines are tokens, texts or rows, none of which is as long as a book: a longer one is a fault. */
  readonly hasShortLines: boolean;
  /** The first lines of prose may look like it. */
  readonly resemblesProse: boolean;
}

/** Objects of JSON, one a line or in a list; or one value that holds them. */
export interface JsonFormat extends AnyFormat {
  readonly kind: 'json';
  /** Ends a sentence such as "line 1 is JSON with …". */
  readonly evidence: string;
  /** Whether a row, or the whole value, is in this format. */
  readonly fits: (value: unknown) => boolean;
  /** Its first group is a key by which JSON that is cut or broken still shows the format; undefined for none. */
  readonly cutKey: RegExp | undefined;
  /** How rows are read one after the other: `collect` keeps their values until all of them are there. */
  readonly rows: 'collect' | ((file: string, options: RowReaderOptions) => RowReader);
  /** Keys of the lists of documents in a value that is an object; none where the file is a list or lines. */
  readonly listKeys: readonly string[];
}

/** Anything else. */
export interface TextFormat extends AnyFormat {
  readonly kind: 'text';
  /** What in a text shows the format, in words for a person; undefined where nothing does. */
  readonly find: (probe: TextProbe) => string | undefined;
  /** How a large file is read piece by piece. */
  readonly stream: 'whole' | LineStreaming | PieceStreaming;
}

export interface StreamingOptions {
  readonly mode: ReadMode;
  readonly lineBreak: LineBreak;
  readonly hints: ParseHints | undefined;
  /** What the file begins with. */
  readonly head: string;
}

export interface LineStreaming {
  readonly by: 'lines';
  readonly open: (file: string, options: StreamingOptions) => LineDocumentReader;
}

export interface PieceStreaming {
  readonly by: 'pieces';
  readonly open: (file: string, options: StreamingOptions) => DocumentReader;
}

export type Format = JsonFormat | TextFormat;

/** A text as detection sees it. */
export interface TextProbe {
  readonly text: string;
  /** The lines of its beginning. */
  readonly lines: readonly string[];
  /** Name of the root element; undefined where it is no XML. */
  readonly element: string | undefined;
  /** The first line that is a title of PubTator, counted from 1. */
  readonly title: { readonly content: string; readonly line: number } | undefined;
}

/**
 * Every format that is read, in the order in which a file is held against them: the first that fits wins. A new format
 * is an entry here and its name in `FORMAT_NAMES`; docs/contributing has the steps.
 */
export const FORMATS: Readonly<Record<FormatId, Format>> = {
  'sentence-lines': {
    kind: 'text',
    parse: parseSentenceLines,
    hasShortLines: false,
    resemblesProse: true,
    // A token may have bars of its own.
    find: ({ text }) => (isSentenceLines(text) ? 'each line is made of tokens with a bar and a tag' : undefined),
    stream: 'whole',
  },
  pubtator: {
    kind: 'text',
    parse: parsePubtator,
    hasShortLines: true,
    resemblesProse: false,
    find: ({ title }) => title && `line ${title.line} is "${excerpt(title.content.slice(0, 40))}"`,
    stream: { by: 'lines', open: createPubtatorReader },
  },
  'bioc-json': {
    kind: 'json',
    parse: parseBiocJson,
    hasShortLines: false,
    resemblesProse: false,
    evidence: 'BioC documents',
    fits: isBiocValue,
    cutKey: /"(documents|passages)"\s*:\s*\[/u,
    rows: createBiocRowReader,
    listKeys: ['documents', 'PubTator3'],
  },
  'label-studio': {
    kind: 'json',
    parse: parseLabelStudio,
    hasShortLines: false,
    resemblesProse: false,
    evidence: 'tasks with labelled ranges',
    fits: isLabelStudioTask,
    cutKey: undefined,
    rows: 'collect',
    listKeys: [],
  },
  prodigy: {
    kind: 'json',
    parse: parseProdigy,
    hasShortLines: true,
    resemblesProse: false,
    evidence: 'a text, spans and the marks of Prodigy',
    fits: isProdigyRow,
    cutKey: undefined,
    rows: 'collect',
    listKeys: [],
  },
  pubannotation: {
    kind: 'json',
    parse: parsePubannotation,
    hasShortLines: false,
    resemblesProse: false,
    evidence: 'a text and denotations',
    fits: isPubannotationValue,
    cutKey: /"(denotations)"\s*:/u,
    rows: 'collect',
    listKeys: [],
  },
  doccano: {
    kind: 'json',
    parse: parseDoccano,
    hasShortLines: true,
    resemblesProse: false,
    evidence: 'a text and labels with offsets',
    fits: isDoccanoRow,
    cutKey: undefined,
    rows: 'collect',
    listKeys: [],
  },
  'token-rows': {
    kind: 'json',
    parse: parseTokenRows,
    hasShortLines: false,
    resemblesProse: false,
    evidence: 'lists of tokens and tags',
    fits: isTokenRow,
    cutKey: undefined,
    rows: 'collect',
    listKeys: [],
  },
  spacy: {
    kind: 'json',
    parse: parseSpacy,
    hasShortLines: false,
    resemblesProse: false,
    evidence: 'a text and entities',
    fits: isSpacyRow,
    cutKey: undefined,
    rows: 'collect',
    listKeys: [],
  },
  jsonl: {
    kind: 'json',
    parse: parseJsonl,
    hasShortLines: true,
    resemblesProse: false,
    evidence: 'the keys "instruction" and "output"',
    fits: isInstructionRow,
    cutKey: /"(instruction)"\s*:/u,
    rows: createTrainingRowReader,
    listKeys: [],
  },
  'chat-rows': {
    kind: 'json',
    parse: parseChatRows,
    hasShortLines: true,
    resemblesProse: false,
    evidence: 'a question and an answer',
    fits: isChatRow,
    cutKey: undefined,
    rows: 'collect',
    listKeys: [],
  },
  'bioc-xml': {
    kind: 'text',
    parse: parseBiocXml,
    hasShortLines: false,
    resemblesProse: false,
    find: ({ element }) =>
      element === 'collection' || element === 'document' ? `the file is XML and begins with <${element}>` : undefined,
    stream: { by: 'pieces', open: createBiocXmlReader },
  },
  conll: {
    kind: 'text',
    parse: parseConll,
    hasShortLines: true,
    resemblesProse: true,
    find: ({ text, lines }) => {
      const tagColumn = findTagColumn(text);
      return tagColumn && `each line ${tagColumn === 'last' ? 'ends' : 'begins'} with a tag${showExample(lines)}`;
    },
    stream: {
      by: 'lines',
      open: (file, { lineBreak, head }) => createConllReader(file, { lineBreak, tagColumn: findTagColumn(head) }),
    },
  },
  csv: {
    kind: 'text',
    parse: parseCsv,
    hasShortLines: false,
    resemblesProse: true,
    find: ({ text }) => {
      const heads = readCsvHeads(text);
      return heads && `the first line names the columns ${excerpt(heads.join(', '))}`;
    },
    stream: 'whole',
  },
  brat: {
    kind: 'text',
    parse: parseLoneStandoff,
    hasShortLines: false,
    resemblesProse: false,
    find: ({ text }) => (isStandoff(text) ? 'each line begins with the number of an annotation and a tab' : undefined),
    stream: 'whole',
  },
  'plain-text': {
    kind: 'text',
    parse: parsePlainText,
    hasShortLines: false,
    resemblesProse: true,
    find: ({ text, element }) =>
      element === undefined && !/^\s*[{[]/u.test(text) && isProse(text)
        ? 'prose, and no marks of any other format'
        : undefined,
    stream: 'whole',
  },
};

function isFormatId(id: string): id is FormatId {
  return Object.hasOwn(FORMATS, id);
}

/** All formats in the order of detection. */
export const FORMAT_IDS: readonly FormatId[] = Object.keys(FORMATS).filter(isFormatId);

/** The first line with a mention's tag says more than the first one, which is mostly O. */
function showExample(lines: readonly string[]): string {
  const example = lines.slice(0, 1000).findIndex((line) => /(?:^|\s)[BISEU](?:[-_]|\s|$)/u.test(line));
  return example === -1 ? '' : `, line ${example + 1} is "${excerpt(lines[example] ?? '')}"`;
}
