import type { Corpus, Document } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { buildSamples } from '../samples/build-samples.ts';
import type { Sample, SampleOptions } from '../samples/sample.ts';
import { summarizeCorpus } from '../samples/summarize-corpus.ts';
import type { CorpusSummary } from '../samples/summary.ts';

export interface FileSummary {
  readonly file: string;
  readonly summary: CorpusSummary;
}

export interface PreparedSamples {
  readonly samples: readonly Sample[];
  /** What came up while building: it goes when the options change. */
  readonly issues: readonly DataIssue[];
  readonly summary: CorpusSummary;
  /** In the order in which the files first occur. */
  readonly files: readonly FileSummary[];
}

/** The samples of a corpus with the counts that are shown of it, whole and by file. */
export function prepareSamples(corpus: Corpus, options: SampleOptions): PreparedSamples {
  const { samples, issues } = buildSamples(corpus, options);
  const byFile = new Map<string, { documents: Document[]; samples: Sample[] }>();
  const fileOf = new Map<string, { samples: Sample[] }>();
  for (const document of corpus.documents) {
    const file = byFile.get(document.source) ?? { documents: [], samples: [] };
    file.documents.push(document);
    byFile.set(document.source, file);
    fileOf.set(document.id, file);
  }
  for (const sample of samples) fileOf.get(sample.documentId)?.samples.push(sample);
  const files = Array.from(byFile, ([file, { documents, samples: ofFile }]) => ({
    file,
    summary: summarizeCorpus({ documents }, ofFile),
  }));
  return { samples, issues, summary: summarizeCorpus(corpus, samples), files };
}
