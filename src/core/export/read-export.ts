import { strFromU8, unzipSync } from 'fflate';
import * as v from 'valibot';
import type { ExportFile } from './export-file.ts';
import { EXPORT_FORMAT, EXPORT_FORMAT_VERSION } from './export-manifest.ts';
import type { ExportRow } from './export-rows.ts';
import { hashText } from '../text/hash-text.ts';
import { readJson } from '../text/read-json.ts';

/** What is wrong with an export that is read back. */
export interface ExportIssue {
  readonly code:
    | 'not-a-zip'
    | 'manifest-missing'
    | 'manifest-malformed'
    | 'version-unsupported'
    | 'file-missing'
    | 'file-unlisted'
    | 'checksum-mismatch'
    | 'row-malformed';
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  readonly detail: string;
}

export interface ReadExport {
  /** `manifest.json` as it stands; undefined where it is missing or no JSON object. */
  readonly manifest: Readonly<Record<string, unknown>> | undefined;
  readonly train: readonly ExportRow[];
  readonly dev: readonly ExportRow[];
  readonly dropped: readonly ExportRow[];
  /** Empty when every listed file is there, unchanged and readable. */
  readonly issues: readonly ExportIssue[];
}

/** Reads an export back: checks every file against the manifest's SHA-256 and parses the rows. Never throws. */
export function readExport(files: readonly ExportFile[]): ReadExport {
  const issues: ExportIssue[] = [];
  const textOf = new Map(files.map(({ name, text }) => [name, text]));
  const manifest = readManifest(textOf.get('manifest.json'), issues);
  if (manifest !== undefined) checkFiles(manifest, textOf, issues);
  return {
    manifest,
    train: readRows('train.jsonl', textOf, issues),
    dev: readRows('dev.jsonl', textOf, issues),
    dropped: readRows('dropped.jsonl', textOf, issues),
    issues,
  };
}

/** The files of a zip that `zipFiles` or another packer made; folders are left out. */
export function unzipFiles(bytes: Uint8Array): { files: readonly ExportFile[]; issues: readonly ExportIssue[] } {
  try {
    const entries = Object.entries(unzipSync(bytes)).filter(([name]) => !name.endsWith('/'));
    return { files: entries.map(([name, content]) => ({ name, text: strFromU8(content) })), issues: [] };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { files: [], issues: [{ code: 'not-a-zip', file: '', detail }] };
  }
}

/** Any JSON object; a list is none. */
const OBJECT = v.pipe(
  v.looseObject({}),
  v.check((value) => !Array.isArray(value)),
);

const LISTED_FILE = v.object({ name: v.string(), bytes: v.optional(v.unknown()), sha256: v.optional(v.unknown()) });

const ROW = v.object({
  instruction: v.string(),
  input: v.string(),
  output: v.string(),
  id: v.string(),
  documentId: v.string(),
});

function readManifest(text: string | undefined, issues: ExportIssue[]): Record<string, unknown> | undefined {
  const file = 'manifest.json';
  if (text === undefined) {
    issues.push({ code: 'manifest-missing', file, detail: 'the export has no manifest.json' });
    return undefined;
  }
  const manifest = readJson(OBJECT, text);
  if (manifest?.['format'] !== EXPORT_FORMAT) {
    issues.push({ code: 'manifest-malformed', file, detail: `expected a JSON object of format "${EXPORT_FORMAT}"` });
    return manifest;
  }
  if (manifest['formatVersion'] !== EXPORT_FORMAT_VERSION) {
    const detail = `version ${String(manifest['formatVersion'])} found, ${EXPORT_FORMAT_VERSION} is supported`;
    issues.push({ code: 'version-unsupported', file, detail });
  }
  return manifest;
}

function checkFiles(
  manifest: Record<string, unknown>,
  textOf: ReadonlyMap<string, string>,
  issues: ExportIssue[],
): void {
  const listed: readonly unknown[] = Array.isArray(manifest['files']) ? manifest['files'] : [];
  const names = new Set<string>();
  for (const entry of listed) {
    const listedFile = v.safeParse(LISTED_FILE, entry);
    if (!listedFile.success) {
      issues.push({ code: 'manifest-malformed', file: 'manifest.json', detail: 'an entry of "files" has no name' });
      continue;
    }
    const { name: file, ...noted } = listedFile.output;
    names.add(file);
    const text = textOf.get(file);
    if (text === undefined) {
      issues.push({ code: 'file-missing', file, detail: 'listed in the manifest, not in the export' });
      continue;
    }
    const { bytes, sha256 } = hashText(text);
    if (noted.sha256 === sha256 && noted.bytes === bytes) continue;
    const detail = `SHA-256 ${sha256} (${bytes} bytes) found, ${String(noted.sha256)} (${String(noted.bytes)} bytes) listed`;
    issues.push({ code: 'checksum-mismatch', file, detail });
  }
  for (const file of textOf.keys()) {
    if (file !== 'manifest.json' && !names.has(file)) {
      issues.push({ code: 'file-unlisted', file, detail: 'in the export, not listed in the manifest' });
    }
  }
}

function readRows(file: string, textOf: ReadonlyMap<string, string>, issues: ExportIssue[]): readonly ExportRow[] {
  const text = textOf.get(file);
  if (text === undefined) {
    const known = issues.some((issue) => issue.code === 'file-missing' && issue.file === file);
    if (!known) issues.push({ code: 'file-missing', file, detail: 'every export has it' });
    return [];
  }
  const parsed = parseExportRows(file, text);
  issues.push(...parsed.issues);
  return parsed.rows;
}

/** Names of the files that a manifest lists; what else may be wrong with it is for `readExport` to say. */
export function listedNames(manifestText: string): readonly string[] {
  const entries = readJson(v.object({ files: v.array(v.unknown()) }), manifestText)?.files ?? [];
  return entries.flatMap((entry) => (v.is(LISTED_FILE, entry) ? [entry.name] : []));
}

/** The rows of one file of an export; each line that is no row is a `row-malformed`. */
export function parseExportRows(
  file: string,
  text: string,
): { readonly rows: readonly ExportRow[]; readonly issues: readonly ExportIssue[] } {
  const rows: ExportRow[] = [];
  const issues: ExportIssue[] = [];
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    const row = readJson(ROW, line);
    if (row !== undefined) rows.push(row);
    else {
      const detail = 'expected an object with the strings instruction, input, output, id and documentId';
      issues.push({ code: 'row-malformed', file, line: index + 1, detail });
    }
  });
  return { rows, issues };
}
