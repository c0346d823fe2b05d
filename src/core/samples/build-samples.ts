import type { Corpus, Document, Mention } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import { settleSample } from './annotation-mark.ts';
import { createPassageSampler } from './passage-samples.ts';
import type { Sample, SampleOptions } from './sample.ts';

export interface BuiltSamples {
  /** In the corpus's order. */
  readonly samples: readonly Sample[];
  /** One `mention-crosses-sentences` for each mention that joins sentences. */
  readonly issues: readonly DataIssue[];
}

/**
 * One sample a unit: a sentence (the format's own, else found by rule) or a passage. White space alone makes no
 * sample. A row that brings its own instruction and answer is one sample, word for word as given. Sentences that a
 * mention reaches over are one sample, and the mention is listed.
 *
 * @param marked ids of the samples whose annotation a person has said to be complete.
 */
export function buildSamples(
  corpus: Corpus,
  options: SampleOptions,
  marked: ReadonlySet<string> = new Set(),
): BuiltSamples {
  const samples: Sample[] = [];
  const issues: DataIssue[] = [];
  const { samplesOf } = createPassageSampler(options);
  const uniqueId = createUniqueIds();
  for (const document of corpus.documents) {
    for (const passage of document.passages) {
      const made = samplesOf(document.id, passage);
      for (const each of made.samples) {
        const id = uniqueId(each.id);
        const sample = id === each.id ? each : { ...each, id };
        samples.push(marked.has(id) ? settleSample(sample) : sample);
      }
      for (const mention of made.crossing) issues.push(crossingIssue(document, mention));
    }
  }
  return { samples, issues };
}

/** A mention that reaches over the end of a sentence. */
export function crossingIssue(document: Pick<Document, 'id' | 'source'>, mention: Mention): DataIssue {
  return {
    code: 'mention-crosses-sentences',
    severity: 'note',
    file: document.source,
    documentId: document.id,
    found: `${mention.entityType} "${excerpt(mention.quote)}"`,
    expected: 'a mention within one sentence',
  };
}
