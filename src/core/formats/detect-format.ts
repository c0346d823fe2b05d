import { excerpt } from '../text/excerpt.ts';
import { splitLines } from '../text/split-lines.ts';
import { rootElementOf } from './bioc/xml-root.ts';
import type { FormatId } from './common/format.ts';
import { FORMAT_IDS, FORMATS, type TextProbe } from './formats.ts';
import { parseJson, type ParsedJson } from './json/json-value.ts';
import { PUBTATOR_TEXT_LINE } from './pubtator/pubtator-blocks.ts';

export type DetectedFormat =
  | { readonly kind: 'known'; readonly format: FormatId; readonly evidence: string }
  | { readonly kind: 'unknown'; readonly evidence: string };

/** Lines looked at for a first title line or a first JSON row. */
const PROBE_LINES = 50;

const PROBE_CHARACTERS = 1_000_000;

interface ProbeLine {
  readonly content: string;
  readonly line: number;
}

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
  const element = rootElementOf(text.slice(0, PROBE_CHARACTERS));
  const probe: TextProbe = { text, lines, element, title };
  if ((title !== undefined || hasRowOfJson) && title !== probes[0]) {
    const table = findText('csv', probe);
    if (table !== undefined) return table;
  }
  let isJsonSeen = false;
  for (const format of FORMAT_IDS) {
    if (FORMATS[format].kind === 'text') {
      const found = findText(format, probe);
      if (found !== undefined) return found;
    } else if (!isJsonSeen) {
      isJsonSeen = true;
      const json = detectJson(text, probes, beginning);
      if (json !== undefined) return json;
    }
  }
  return { kind: 'unknown', evidence: `line ${probes[0]?.line ?? 1} is "${excerpt(probes[0]?.content ?? '')}"` };
}

function findText(id: FormatId, probe: TextProbe): DetectedFormat | undefined {
  const format = FORMATS[id];
  const evidence = format.kind === 'text' ? format.find(probe) : undefined;
  return evidence === undefined ? undefined : known(id, evidence);
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
  for (const id of FORMAT_IDS) {
    const format = FORMATS[id];
    const key = format.kind === 'json' ? format.cutKey?.exec(beginning)?.[1] : undefined;
    if (key !== undefined) return known(id, `it begins as JSON with the key "${key}"`);
  }
  return undefined;
}

/** @param value an object, or a list of rows; `what` begins the evidence */
export function detectValue(value: unknown, what: string): DetectedFormat {
  const items: readonly unknown[] = Array.isArray(value) ? value.slice(0, PROBE_LINES) : [];
  for (const id of FORMAT_IDS) {
    const format = FORMATS[id];
    if (format.kind === 'json' && (format.fits(value) || items.some(format.fits)))
      return known(id, `${what} with ${format.evidence}`);
  }
  const [first] = Array.isArray(value) ? items : [value];
  const isObject = typeof first === 'object' && first !== null;
  const keys = isObject ? `the keys ${excerpt(Object.keys(first).join(', '))}` : 'no objects';
  return { kind: 'unknown', evidence: `${what} with ${keys}` };
}

function known(format: FormatId, evidence: string): DetectedFormat {
  return { kind: 'known', format, evidence };
}
