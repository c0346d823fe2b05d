import { checkTexts } from '../corpus/check-texts.ts';
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
  /** Of the corpus's texts, and what came up while building: it goes when corpus or options change. */
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
  return { samples, issues: [...textIssuesOf(corpus), ...issues], summary: summarizeCorpus(corpus, samples), files };
}

/** A corpus is built from again and again with other options; its texts stay the same. */
const textIssues = new WeakMap<Corpus, readonly DataIssue[]>();

function textIssuesOf(corpus: Corpus): readonly DataIssue[] {
  const known = textIssues.get(corpus);
  if (known) return known;
  const issues = checkTexts(corpus);
  textIssues.set(corpus, issues);
  return issues;
}
