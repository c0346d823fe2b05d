import type { SourceFile } from '../formats/bytes/decode-source.ts';
import { decodeSource, PROBE_BYTES } from '../formats/bytes/decode-source.ts';
import type { ParseHints } from '../formats/common/parse-hints.ts';
import { parseParquet } from './parse-parquet.ts';
import type { ParsedSource, ParseOptions } from '../formats/parse-source.ts';
import { isParquet, readParquet } from '../formats/tables/read-parquet.ts';
import { parseFile } from './source-stream.ts';
import { archiveKindOf, nameWithinGzip, unpackSource } from '../formats/bytes/unpack-source.ts';
import type { DataIssue } from '../issue.ts';
import { countTexts, readCertificate } from './read-certificate.ts';
import { readBeginning, readLarge, readWhole, type LargeFile } from './large-file.ts';
import { createStandoffBundles, mayBePart, type KeptFile } from './standoff-bundles.ts';
import { createTagNameFiles } from './tag-name-files.ts';
import { countNoun } from '../text/count-noun.ts';

export interface OpenedSources {
  /** One for each file, and for each file within an archive, in the order in which they were added. */
  readonly parsed: readonly ParsedSource[];
  /** Of archives that are damaged or refused, and of files that are not what their certificate says. */
  readonly issues: readonly DataIssue[];
}

/** How a person wants one file to be read. */
export interface ReadAs extends ParseOptions {
  /** Its name once unpacked: "corpus.zip/train.txt". */
  readonly source: string;
}

/** Takes files one at a time, so that the bytes of one need be in memory only while it is parsed. */
export interface SourceOpener {
  /** @param readAs takes one file only, of an archive or the file itself, and reads it as a person says */
  add(file: SourceFile, readAs?: ReadAs): void;
  /**
   * The same for a file that need not be in memory: text and gzip are read piece by piece. Rejects as the file's pieces
   * do. Archives of several files, and what belongs to another file, are taken as a whole.
   */
  addLarge(file: LargeFile, readAs?: ReadAs): Promise<void>;
  /** Reads what takes a decoder that is loaded first: Parquet. To be awaited before `finish`, best after each file. */
  settle(): Promise<void>;
  finish(): OpenedSources;
}

/**
 * Unpacks archives and parses what is in them, and any other file as it is. What an export of this studio lays beside
 * a corpus is not taken for one: its certificate is held against the files it names. Never throws, whatever the bytes.
 *
 * @param hints for all files; what a file is read as by hand has its own
 */
export function createSourceOpener(hints: ParseHints = {}): SourceOpener {
  /** By their place in the order of opening; a place stays empty until the file that waits there is read. */
  const parsed = new Map<number, ParsedSource>();
  let placeCount = 0;
  const issues: DataIssue[] = [];
  const certificates: SourceFile[] = [];
  const bundles = createStandoffBundles(hints);
  const tagNameFiles = createTagNameFiles();
  /** Rows that wait for the names of their tags. */
  const unnamed: UnnamedRows[] = [];
  /** Parquet that waits for its decoder. */
  const waiting: (KeptFile & { readonly readAs: ReadAs | undefined })[] = [];
  const takePlace = (): number => placeCount++;
  const addFile = (file: SourceFile, readAs?: ReadAs) => {
    const kept = { file, place: takePlace() };
    if (isParquet(file.bytes)) waiting.push({ ...kept, readAs });
    else if (readAs !== undefined) parsed.set(kept.place, parseFile(file, readAs));
    else if (CERTIFICATE_NAME.test(file.name)) certificates.push(file);
    else if (!LOSSES_NAME.test(file.name) && !bundles.take(kept) && !tagNameFiles.take(kept)) {
      const source = parseFile(file, { hints });
      if (source.needsTagNames) {
        unnamed.push({
          name: file.name,
          place: kept.place,
          parse: (own) => parseFile(file, { hints: { ...hints, ...own } }),
        });
      }
      parsed.set(kept.place, source);
    }
  };
  const nameTags = () => {
    for (const { name, place, parse } of unnamed) {
      const found = tagNameFiles.find(name);
      if (found === undefined) continue;
      const { evidence, ...source } = parse({ tagNames: found.tagNames });
      parsed.set(place, { ...source, evidence: `${evidence}; ${baseName(found.file)} names the tags` });
    }
    for (const { file, place } of tagNameFiles.unused()) parsed.set(place, parseFile(file, { hints }));
  };
  const add = (file: SourceFile, readAs?: ReadAs): void => {
    for (const unpacked of unpackSource(file)) {
      if (unpacked.kind === 'issue') {
        if (readAs === undefined) issues.push(unpacked.issue);
      } else if (readAs === undefined || unpacked.file.name === readAs.source) addFile(unpacked.file, readAs);
    }
  };
  const settle = async (): Promise<void> => {
    for (const { file, place, readAs } of waiting.splice(0)) {
      const read = await readParquet(file);
      const source = parseParquet(file.name, read, readAs ?? { hints });
      const parse = (own: ParseHints) => parseParquet(file.name, read, { hints: { ...hints, ...own } });
      if (source.needsTagNames && readAs === undefined) unnamed.push({ name: file.name, place, parse });
      parsed.set(place, source);
    }
  };
  return {
    add,
    settle,
    addLarge: async (file, readAs) => {
      const beginning = { name: file.name, bytes: await readBeginning(file, PROBE_BYTES) };
      const archive = archiveKindOf(beginning.bytes);
      const isGzip = archive === 'gzip';
      const source = isGzip ? nameWithinGzip(file.name) : file.name;
      const isOnePart = archive === undefined || isGzip;
      // Of a packed file the first bytes say nothing.
      const standsAlone = readAs !== undefined || (isGzip ? !mayBePart(source) : bundles.standsAlone(beginning));
      if (
        !isOnePart ||
        !standsAlone ||
        isParquet(beginning.bytes) ||
        CERTIFICATE_NAME.test(source) ||
        LOSSES_NAME.test(source)
      ) {
        add(await readWhole(file), readAs);
        return;
      }
      if (readAs !== undefined && readAs.source !== source) return;
      const tagNames = readAs === undefined ? tagNameFiles.find(source)?.tagNames : undefined;
      const own = { hints: { ...hints, ...(tagNames && { tagNames }) } };
      const read = await readLarge(file, { ...(readAs ?? own), source, isGzip });
      if (read.kind === 'parsed') parsed.set(takePlace(), read.parsed);
      else if (readAs === undefined) issues.push(read.issue);
    },
    finish: () => {
      if (waiting.length > 0) throw new Error(`settle() was not awaited: ${waiting[0]?.file.name} has not been read`);
      for (const bundle of bundles.finish()) parsed.set(bundle.place, bundle.parsed);
      nameTags();
      const inOrder = [...parsed].toSorted(([a], [b]) => a - b).map(([, source]) => source);
      return {
        parsed: inOrder,
        issues: [...issues, ...certificates.flatMap((file) => checkCertificate(file, inOrder))],
      };
    },
  };
}

/** Opens files that are known not to be Parquet, such as those written here. */
export function openSources(files: readonly SourceFile[]): OpenedSources {
  const opener = createSourceOpener();
  for (const file of files) opener.add(file);
  return opener.finish();
}

interface UnnamedRows {
  readonly name: string;
  readonly place: number;
  readonly parse: (hints: ParseHints) => ParsedSource;
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** As `write-corpus.ts` names them. */
const CERTIFICATE_NAME = /\.certificate\.json$/u;
const LOSSES_NAME = /\.losses\.txt$/u;

function checkCertificate(source: SourceFile, parsed: readonly ParsedSource[]): DataIssue[] {
  const { name: file } = source;
  const decoded = decodeSource(source);
  const certificate = decoded.kind === 'text' ? readCertificate(decoded.text) : undefined;
  const expected = 'an offset certificate of this studio';
  if (!certificate)
    return [{ code: 'certificate-mismatch', severity: 'warning', file, found: 'no certificate', expected }];
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const names = new Set(certificate.files.map((name) => `${folder}${name}`));
  const documents = parsed.filter((source) => names.has(source.file)).flatMap((source) => source.documents);
  const counted = countTexts({ documents });
  const isSame =
    counted.textSha256 === certificate.textSha256 && counted.mentionsChecked === certificate.mentionsChecked;
  if (isSame) return [];
  const say = ({ passages, mentionsChecked }: typeof counted) =>
    `${countNoun(passages, 'text')} with ${countNoun(mentionsChecked, 'mention')}`;
  const found = `${say(counted)}${counted.textSha256 === certificate.textSha256 ? '' : ', and not the same texts'}`;
  return [{ code: 'certificate-mismatch', severity: 'warning', file, found, expected: say(certificate) }];
}
