import type { SourceFile } from '../formats/decode-source.ts';
import { parseSource, type ParsedSource } from '../formats/parse-source.ts';
import { unpackSource } from '../formats/unpack-source.ts';
import type { DataIssue } from '../issue.ts';

export interface OpenedSources {
  /** One for each file, and for each file within an archive. */
  readonly parsed: readonly ParsedSource[];
  /** Of archives that are damaged or refused. */
  readonly issues: readonly DataIssue[];
}

/** Takes files one at a time, so that the bytes of one need be in memory only while it is parsed. */
export interface SourceOpener {
  add(file: SourceFile): void;
  finish(): OpenedSources;
}

/** Unpacks archives and parses what is in them, and any other file as it is. Never throws, whatever the bytes. */
export function createSourceOpener(): SourceOpener {
  const parsed: ParsedSource[] = [];
  const issues: DataIssue[] = [];
  return {
    add: (file) => {
      for (const unpacked of unpackSource(file)) {
        if (unpacked.kind === 'issue') issues.push(unpacked.issue);
        else parsed.push(parseSource(unpacked.file));
      }
    },
    finish: () => ({ parsed, issues }),
  };
}

export function openSources(files: readonly SourceFile[]): OpenedSources {
  const opener = createSourceOpener();
  for (const file of files) opener.add(file);
  return opener.finish();
}
