import { decodeSource, PROBE_BYTES, type SourceFile } from '../formats/bytes/decode-source.ts';
import { parseBrat } from '../formats/brat/parse-brat.ts';
import type { ParseHints } from '../formats/common/parse-hints.ts';
import { FORMATS } from '../formats/formats.ts';
import { parseSource, readSource, type ParsedSource } from '../formats/parse-source.ts';
import { parseFile } from './source-stream.ts';

const STANDOFF_NAME = /\.(ann|a1|a2)$/iu;
const TEXT_NAME = /\.txt$/iu;
/** Smaller texts wait for standoff that may follow even where they look like a format of their own. */
const MAX_TEXT_BYTES = 2 ** 20;

/** A file that was kept, and its place in the order of opening. */
export interface KeptFile {
  readonly file: SourceFile;
  readonly place: number;
}

/** Brings texts together with the standoff of the same name, whichever comes first. */
export interface StandoffBundles {
  /** True where the file is kept for its partner; anything else is the caller's to parse. */
  take(kept: KeptFile): boolean;
  /** Whether a file would not be taken; the first `PROBE_BYTES` of it are enough to say so. */
  standsAlone(beginning: SourceFile): boolean;
  /**
   * One for each text with its standoff, in the text's place; texts and standoff that stayed alone are read by what is
   * in them.
   */
  finish(): readonly { readonly parsed: ParsedSource; readonly place: number }[];
}

/** @param hints for all of them */
export function createStandoffBundles(hints: ParseHints = {}): StandoffBundles {
  const texts = new Map<string, KeptFile[]>();
  const standoff = new Map<string, KeptFile[]>();
  const stemOf = ({ name }: SourceFile): string => name.replace(/\.[^.]*$/u, '');
  return {
    standsAlone: (beginning) =>
      !mayBePart(beginning.name) ||
      (TEXT_NAME.test(beginning.name) && !standoff.has(stemOf(beginning)) && !mayHaveStandoff(beginning)),
    take: (kept) => {
      const { file } = kept;
      const stem = stemOf(file);
      if (STANDOFF_NAME.test(file.name)) {
        standoff.set(stem, [...(standoff.get(stem) ?? []), kept]);
        return true;
      }
      if (!TEXT_NAME.test(file.name)) return false;
      // Whatever it looks like: a title of "1|t|…" with standoff beside it is brat's text.
      const isKept = standoff.has(stem) || file.bytes.length <= MAX_TEXT_BYTES || mayHaveStandoff(file);
      if (!isKept) return false;
      texts.set(stem, [...(texts.get(stem) ?? []), kept]);
      return true;
    },
    finish: () => {
      const texted = [...texts].flatMap(([stem, kept]) => {
        const partners = (standoff.get(stem) ?? []).map(({ file }) => file);
        return kept.map(({ file, place }) => {
          return {
            place,
            parsed: partners.length === 0 ? parseFile(file, { hints }) : parseBundle(file, partners, hints),
          };
        });
      });
      const alone = [...standoff].flatMap(([stem, kept]) => (texts.has(stem) ? [] : kept));
      const parsed = alone.map(({ file, place }) => ({ place, parsed: parseSource(file, { format: 'brat' }) }));
      return [...texted, ...parsed];
    },
  };
}

/** A text or standoff by its name. */
export function mayBePart(name: string): boolean {
  return STANDOFF_NAME.test(name) || TEXT_NAME.test(name);
}

/** Text in a format that has its annotations inside needs no partner, and need not wait for one. */
function mayHaveStandoff({ name, bytes }: SourceFile): boolean {
  // Cut between characters, or the last one would make it no text at all.
  let end = Math.min(bytes.length, PROBE_BYTES);
  while (end > 0 && end < bytes.length && (bytes[end - 1] ?? 0) >= 0x80) end -= 1;
  const { format } = parseSource({ name, bytes: bytes.subarray(0, end) });
  return format === undefined || FORMATS[format].resemblesProse;
}

function parseBundle(text: SourceFile, partners: readonly SourceFile[], hints: ParseHints): ParsedSource {
  const decoded = [text, ...partners].map((file) => ({ file: file.name, ...decodeSource(file) }));
  const [body, ...rest] = decoded;
  if (body?.kind !== 'text') return parseSource(text);
  const sources = rest.flatMap((each) => (each.kind === 'text' ? [each] : []));
  // An empty file says that nothing was found in its text.
  const faults = rest.flatMap((each) =>
    each.kind === 'undecodable' && each.issue.code !== 'empty-file' ? [each.issue] : [],
  );
  const read = parseBrat({ file: text.name, text: body.text, standoff: sources, unread: faults, hints });
  const names = partners.map(({ name }) => name.replace(/^.*\//u, '')).join(', ');
  const evidence = `${names} stands beside it`;
  return readSource(text.name, { kind: 'known', format: 'brat', evidence }, { read, hints });
}
