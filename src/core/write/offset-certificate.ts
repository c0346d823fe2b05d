import type { Corpus } from '../corpus/corpus.ts';
import type { SourceFile } from '../formats/bytes/decode-source.ts';
import type { IssueCode } from '../issue.ts';
import { CERTIFICATE_KIND, countTexts, type CertifiedTexts } from '../open/read-certificate.ts';
import { openSources } from '../open/source-opener.ts';

/** What a file written here was found to hold when it was read back: proof that its offsets point at its names. */
export interface OffsetCertificate extends CertifiedTexts {
  readonly kind: typeof CERTIFICATE_KIND;
  readonly version: 1;
  /** Names of the annotated files, relative to the certificate's folder. */
  readonly files: readonly string[];
  readonly formatName: string;
  /** Offsets that did not point at their text; anything but 0 is a fault of the writer. */
  readonly offsetFaults: number;
  /** Mentions that were to be written: more than were checked where the format holds fewer, as the losses say. */
  readonly mentionsGiven: number;
  readonly packageVersion: string;
}

export interface CertificateRequest {
  readonly files: readonly SourceFile[];
  /** What was written. */
  readonly corpus: Corpus;
  readonly packageVersion: string;
}

/** Reads a written file as anybody would and counts what stands where it says. */
export function certifyOffsets({ files, corpus, packageVersion }: CertificateRequest): OffsetCertificate {
  const { parsed, issues } = openSources(files);
  const faults = [...issues, ...parsed.flatMap((source) => source.issues)];
  return {
    kind: CERTIFICATE_KIND,
    version: 1,
    files: files.map(({ name }) => name),
    formatName: parsed[0]?.formatName ?? 'unknown',
    ...countTexts({ documents: parsed.flatMap(({ documents }) => documents) }),
    // A note only says in which unit a format counts.
    offsetFaults: faults.filter(({ code, severity }) => severity !== 'note' && OFFSET_FAULTS.has(code)).length,
    mentionsGiven: countTexts(corpus).mentionsChecked,
    packageVersion,
  };
}

const OFFSET_FAULTS: ReadonlySet<IssueCode> = new Set([
  'quote-mismatch',
  'quote-repaired',
  'offset-out-of-range',
  'mention-crosses-passages',
]);
