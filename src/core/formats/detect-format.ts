import { excerpt } from '../text/excerpt.ts';
import { splitLines } from '../text/split-lines.ts';
import { findTagColumn } from './columns/conll-columns.ts';
import type { FormatId } from './common/format.ts';
import { parseJson, type ParsedJson } from './json/json-value.ts';
import { JSON_SHAPES } from './format-parsers.ts';
import { isStandoff } from './brat/parse-brat.ts';
import { readCsvHeads } from './tables/parse-csv.ts';
import { isSentenceLines } from './columns/parse-sentence-lines.ts';
import { isProse } from './plain-text/parse-plain-text.ts';
import { PUBTATOR_TEXT_LINE } from './pubtator/pubtator-blocks.ts';
import { rootElementOf } from './bioc/xml-root.ts';

export type DetectedFormat =
  | { readonly kind: 'known'; readonly format: FormatId; readonly evidence: string }
  | { readonly kind: 'unknown'; readonly evidence: string };

/** Lines looked at for a first title line or a first JSON row. */
const PROBE_LINES = 50;

const PROBE_CHARACTERS = 1_000_000;

/**
 * By content, never by name. `evidence` says what decided, in words for a person.
 *
 * @param beginning what a text that is but the beginning of a file holds as JSON
 */
export function detectFormat(text: string, beginning?: ParsedJson): DetectedFormat {
  // Enough for every probe: to list the lines of a whole file takes longer than to read it.
  const lines = splitLines(text.slice(0, PROBE_CHARACTERS));
  const probes = lines
    .slice(0, 4 * PROBE_LINES)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== '')
    .slice(0, PROBE_LINES);

  // A value, an element, a token or a cell may hold what looks like a title line or a row of JSON.
  const startsAsMarkup = /^\s*[{[<]/u.test(text);
  const isTitle = ({ content }: ProbeLine) => PUBTATOR_TEXT_LINE.test(content) && !content.includes('\t');
  const title = startsAsMarkup ? undefined : probes.find(isTitle);
  const hasRowOfJson = !startsAsMarkup && probes.some(({ content }) => content.startsWith('{'));
  const table = (title || hasRowOfJson) && title !== probes[0] ? detectTable(text) : undefined;
  if (table) return table;
  // A token may have bars of its own.
  const sentenceLines = known('sentence-lines', 'each line is made of tokens with a bar and a tag');
  if (title && isSentenceLines(text)) return sentenceLines;
  if (title) return known('pubtator', `line ${title.line} is "${excerpt(title.content.slice(0, 40))}"`);
  const json = detectJson(text, probes, beginning);
  if (json) return json;
  const element = rootElementOf(text.slice(0, PROBE_CHARACTERS));
  if (element === 'collection' || element === 'document')
    return known('bioc-xml', `the file is XML and begins with <${element}>`);
  if (isSentenceLines(text)) return sentenceLines;
  const tagColumn = findTagColumn(text);
  if (tagColumn)
    return known('conll', `each line ${tagColumn === 'last' ? 'ends' : 'begins'} with a tag${showExample(lines)}`);
  const csv = detectTable(text);
  if (csv) return csv;
  if (isStandoff(text)) return known('brat', 'each line begins with the number of an annotation and a tab');
  if (element === undefined && !/^\s*[{[]/u.test(text) && isProse(text))
    return known('plain-text', 'prose, and no marks of any other format');
  return { kind: 'unknown', evidence: `line ${probes[0]?.line ?? 1} is "${excerpt(probes[0]?.content ?? '')}"` };
}

function detectTable(text: string): DetectedFormat | undefined {
  const heads = readCsvHeads(text);
  return heads && known('csv', `the first line names the columns ${excerpt(heads.join(', '))}`);
}

/** The first line with a mention's tag says more than the first one, which is mostly O. */
function showExample(lines: readonly string[]): string {
  const example = lines.slice(0, 1000).findIndex((line) => /(?:^|\s)[BISEU](?:[-_]|\s|$)/u.test(line));
  return example === -1 ? '' : `, line ${example + 1} is "${excerpt(lines[example] ?? '')}"`;
}

interface ProbeLine {
  readonly content: string;
  readonly line: number;
}

function detectJson(
  text: string,
  probes: readonly ProbeLine[],
  asJson: ParsedJson | undefined,
): DetectedFormat | undefined {
  const opening = text.trimStart()[0];
  const whole = opening === '{' || opening === '[' ? (asJson ?? parseJson(text)) : undefined;
  if (whole?.kind === 'value') return detectValue(whole.value, 'the file is JSON');
  for (const { content, line } of probes) {
    if (!content.trimStart().startsWith('{')) continue;
    const parsed = parseJson(content);
    const detected = parsed.kind === 'value' ? detectValue(parsed.value, `line ${line} is JSON`) : undefined;
    if (detected?.kind === 'known') return detected;
  }
  if (opening !== '{' && opening !== '[') return undefined;
  // Broken or cut JSON still shows its keys; the parser then says where it breaks.
  const beginning = text.slice(0, 20_000);
  const key = /"(documents|passages)"\s*:\s*\[/u.exec(beginning)?.[1];
  if (key !== undefined) return known('bioc-json', `it begins as JSON with the key "${key}"`);
  if (/"denotations"\s*:/u.test(beginning))
    return known('pubannotation', 'it begins as JSON with the key "denotations"');
  if (/"instruction"\s*:/u.test(beginning)) return known('jsonl', 'it begins as JSON with the key "instruction"');
  return undefined;
}

/** @param value an object, or a list of rows; `what` begins the evidence */
export function detectValue(value: unknown, what: string): DetectedFormat {
  const items: readonly unknown[] = Array.isArray(value) ? value.slice(0, PROBE_LINES) : [];
  for (const { format, evidence, fits } of JSON_SHAPES) {
    if (fits(value) || items.some(fits)) return known(format, `${what} with ${evidence}`);
  }
  const [first] = Array.isArray(value) ? items : [value];
  const isObject = typeof first === 'object' && first !== null;
  const keys = isObject ? `the keys ${excerpt(Object.keys(first).join(', '))}` : 'no objects';
  return { kind: 'unknown', evidence: `${what} with ${keys}` };
}

function known(format: FormatId, evidence: string): DetectedFormat {
  return { kind: 'known', format, evidence };
}
