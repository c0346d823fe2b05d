import type { FormatId, ParsedDocuments, SourceText } from './common/format.ts';
import { isBiocValue, parseBiocJson } from './bioc/parse-bioc-json.ts';
import { parseBiocXml } from './bioc/parse-bioc-xml.ts';
import { parseLoneStandoff } from './brat/parse-brat.ts';
import { isChatRow, parseChatRows } from './instructions/parse-chat-rows.ts';
import { parseConll } from './columns/parse-conll.ts';
import { parseCsv } from './tables/parse-csv.ts';
import { isDoccanoRow, parseDoccano } from './span-rows/parse-doccano.ts';
import { isInstructionRow, parseJsonl } from './instructions/parse-jsonl.ts';
import { isLabelStudioTask, parseLabelStudio } from './span-rows/parse-label-studio.ts';
import { parsePlainText } from './plain-text/parse-plain-text.ts';
import { isProdigyRow, parseProdigy } from './span-rows/parse-prodigy.ts';
import { isPubannotationValue, parsePubannotation } from './span-rows/parse-pubannotation.ts';
import { parsePubtator } from './pubtator/parse-pubtator.ts';
import { parseSentenceLines } from './columns/parse-sentence-lines.ts';
import { isSpacyRow, parseSpacy } from './span-rows/parse-spacy.ts';
import { isTokenRow, parseTokenRows } from './tables/parse-token-rows.ts';

/** A new format is one entry here, one in `FORMAT_NAMES` and, for JSON, one in `JSON_SHAPES`. */
export const FORMAT_PARSERS: Readonly<Record<FormatId, (source: SourceText) => ParsedDocuments>> = {
  pubtator: parsePubtator,
  'bioc-xml': parseBiocXml,
  'bioc-json': parseBiocJson,
  conll: parseConll,
  'sentence-lines': parseSentenceLines,
  jsonl: parseJsonl,
  'chat-rows': parseChatRows,
  doccano: parseDoccano,
  'label-studio': parseLabelStudio,
  prodigy: parseProdigy,
  spacy: parseSpacy,
  brat: parseLoneStandoff,
  pubannotation: parsePubannotation,
  'token-rows': parseTokenRows,
  csv: parseCsv,
  'plain-text': parsePlainText,
};

/** What tells the formats of JSON apart, by one row or by the whole value; the first that fits wins. */
export const JSON_SHAPES: readonly {
  readonly format: FormatId;
  readonly evidence: string;
  readonly fits: (value: unknown) => boolean;
}[] = [
  { format: 'bioc-json', evidence: 'BioC documents', fits: isBiocValue },
  { format: 'label-studio', evidence: 'tasks with labelled ranges', fits: isLabelStudioTask },
  { format: 'prodigy', evidence: 'a text, spans and the marks of Prodigy', fits: isProdigyRow },
  { format: 'pubannotation', evidence: 'a text and denotations', fits: isPubannotationValue },
  { format: 'doccano', evidence: 'a text and labels with offsets', fits: isDoccanoRow },
  { format: 'token-rows', evidence: 'lists of tokens and tags', fits: isTokenRow },
  { format: 'spacy', evidence: 'a text and entities', fits: isSpacyRow },
  { format: 'jsonl', evidence: 'the keys "instruction" and "output"', fits: isInstructionRow },
  { format: 'chat-rows', evidence: 'a question and an answer', fits: isChatRow },
];
