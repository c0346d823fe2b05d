import type { Mention } from '../corpus/corpus.ts';
import { inOrderOfCount } from '../corpus/entity-types.ts';
import { shiftSummary } from './shift-summary.ts';
import { isPositiveSample, type Sample } from './sample.ts';
import type { CorpusSummary } from './summary.ts';

/** What is counted of a corpus, whole and by file, the files in the order in which they first occur. */
export interface CorpusFacts {
  readonly summary: CorpusSummary;
  readonly files: readonly { readonly file: string; readonly summary: CorpusSummary }[];
}

interface Counts {
  samples: number;
  positives: number;
  readonly mentions: Map<string, number>;
}

/** Counts passage by passage what `summarizeCorpus` counts of a corpus in memory. */
export class FactsCounter {
  readonly #byFile = new Map<string, Counts>();

  /** A passage as it stands now, with the samples that were made of it. */
  add(file: string, passage: { readonly mentions: readonly Mention[] }, samples: readonly Sample[]): void {
    const counts = this.#byFile.get(file) ?? { samples: 0, positives: 0, mentions: new Map<string, number>() };
    this.#byFile.set(file, counts);
    counts.samples += samples.length;
    for (const sample of samples) if (isPositiveSample(sample)) counts.positives += 1;
    for (const { entityType } of passage.mentions) {
      counts.mentions.set(entityType, (counts.mentions.get(entityType) ?? 0) + 1);
    }
  }

  /** @param documents how many documents each file has, in the order of the files. */
  facts(documents: ReadonlyMap<string, number>): CorpusFacts {
    const files = [...documents].map(([file, count]) => ({ file, summary: summaryOf(count, this.#byFile.get(file)) }));
    return { summary: addUp(files.map(({ summary }) => summary)), files };
  }
}

/** Counts after some passages became others: `facts` less what was counted of them before, plus what is now. */
export function shiftFacts(facts: CorpusFacts, before: CorpusFacts, after: CorpusFacts): CorpusFacts {
  const earlier = new Map(before.files.map(({ file, summary }) => [file, summary]));
  const later = new Map(after.files.map(({ file, summary }) => [file, summary]));
  const files = facts.files.map(({ file, summary }) => {
    const [from, to] = [earlier.get(file), later.get(file)];
    return { file, summary: from === undefined || to === undefined ? summary : shiftSummary(summary, from, to) };
  });
  return { summary: shiftSummary(facts.summary, before.summary, after.summary), files };
}

function addUp(summaries: readonly CorpusSummary[]): CorpusSummary {
  const counts: Counts = { samples: 0, positives: 0, mentions: new Map() };
  let documents = 0;
  for (const summary of summaries) {
    documents += summary.documents;
    counts.samples += summary.samples;
    counts.positives += summary.positives;
    for (const [entityType, count] of Object.entries(summary.mentionsByType)) {
      counts.mentions.set(entityType, (counts.mentions.get(entityType) ?? 0) + count);
    }
  }
  return summaryOf(documents, counts);
}

function summaryOf(documents: number, counts: Counts | undefined): CorpusSummary {
  const types = inOrderOfCount(counts?.mentions ?? new Map());
  const { samples = 0, positives = 0 } = counts ?? {};
  return {
    documents,
    samples,
    positives,
    negatives: samples - positives,
    mentions: types.reduce((sum, { count }) => sum + count, 0),
    mentionsByType: Object.fromEntries(types.map(({ entityType, count }) => [entityType, count])),
  };
}
