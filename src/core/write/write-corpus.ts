import type { Corpus } from '../corpus/corpus.ts';
import { encodeUtf8 } from '../text/encode-utf8.ts';
import { zipBytes } from '../export/zip-files.ts';
import type { DataIssue } from '../issue.ts';
import { formatIssue } from '../describe-issue.ts';
import type { Sample } from '../samples/sample.ts';
import { viewOfSamples } from '../samples/corpus-view.ts';
import { gapLosses, settledCorpus } from '../annotations/settled-corpus.ts';
import { certifyOffsets, type OffsetCertificate } from './offset-certificate.ts';
import { CORPUS_WRITERS } from './corpus-writers.ts';
import type { WrittenFormatId } from './written-format-names.ts';

/** What of a corpus is to be written. */
export type CorpusScope =
  /** Every document with every mention. */
  | { readonly kind: 'whole' }
  /** The texts of some samples, by index into them, with the mentions of the types that they ask for. */
  | { readonly kind: 'samples'; readonly indices: readonly number[] };

export interface WriteRequest {
  readonly format: WrittenFormatId;
  readonly scope: CorpusScope;
  readonly corpus: Corpus;
  readonly samples: readonly Sample[];
  readonly packageVersion: string;
  /** Milliseconds since the epoch; written into the zip. */
  readonly createdAtMs: number;
}

export interface WrittenCorpus {
  /** Of the zip: the annotated file, its certificate, and what it could not hold. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly report: WriteReport;
}

/** What a format does to a corpus, told before a file is handed out. */
export interface WriteReport {
  readonly format: WrittenFormatId;
  /** What the format has no place for; empty where all is kept. */
  readonly losses: readonly DataIssue[];
  readonly certificate: OffsetCertificate;
  /** Of the annotated files, before they are packed. */
  readonly fileBytes: number;
}

/** Writes a corpus in a format, reads it back, and packs file, certificate and losses as one zip. */
export function writeCorpus(request: WriteRequest): WrittenCorpus {
  const { format, packageVersion, createdAtMs } = request;
  const corpus = scopeOf(request);
  const { files, issues } = CORPUS_WRITERS[format](corpus);
  const losses = [...issues, ...gapLosses(corpus)];
  const certificate = certifyOffsets({ files, corpus, packageVersion });
  const lossText = losses.length === 0 ? 'Nothing was lost.\n' : `${losses.map(formatIssue).join('\n')}\n`;
  const [first] = files;
  const stem = files.length === 1 && first ? first.name : format;
  const bytes = zipBytes(
    [
      ...files,
      { name: `${stem}.certificate.json`, bytes: encodeUtf8(`${JSON.stringify(certificate, undefined, 2)}\n`) },
      { name: `${stem}.losses.txt`, bytes: encodeUtf8(lossText) },
    ],
    createdAtMs,
  );
  const day = new Date(createdAtMs).toISOString().slice(0, 10);
  const fileBytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return { name: `bioselect-corpus-${format}-${day}.zip`, bytes, report: { format, losses, certificate, fileBytes } };
}

function scopeOf({ scope, corpus: imported, samples }: WriteRequest): Corpus {
  const corpus = settledCorpus(imported, samples);
  switch (scope.kind) {
    case 'whole':
      return corpus;
    case 'samples': {
      const chosen = new Set(scope.indices);
      return viewOfSamples(
        corpus,
        samples.filter((_, index) => chosen.has(index)),
      );
    }
    default:
      return scope satisfies never;
  }
}
