import type { Mention } from '../corpus/corpus.ts';
import { inOrderOfCount } from '../corpus/entity-types.ts';
import { shiftSummary } from './shift-summary.ts';
import { countStates, type SampleState, type StateCounts } from './sample-state.ts';
import type { CorpusSummary } from './summary.ts';

/** What is counted of a corpus, whole and by file, the files in the order in which they first occur. */
export interface CorpusFacts {
  readonly summary: CorpusSummary;
  readonly files: readonly { readonly file: string; readonly summary: CorpusSummary }[];
}

interface Counts {
  states: StateCounts;
  readonly mentions: Map<string, number>;
}

/** Counts passage by passage what `summarizeCorpus` counts of a corpus in memory. */
export class FactsCounter {
  readonly #byFile = new Map<string, Counts>();

  /** A passage as it stands now, with what the samples are that were made of it. */
  add(file: string, passage: { readonly mentions: readonly Mention[] }, states: readonly SampleState[]): void {
    const counts = this.#byFile.get(file) ?? noCounts();
    this.#byFile.set(file, counts);
    counts.states = plus(counts.states, countStates(states));
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

/** Counts after samples of files became something else: so many more of each, or fewer. */
export function shiftStates(facts: CorpusFacts, shifts: ReadonlyMap<string, StateCounts>): CorpusFacts {
  const shifted = (summary: CorpusSummary, by: StateCounts): CorpusSummary => ({ ...summary, ...plus(summary, by) });
  return {
    summary: shifted(facts.summary, [...shifts.values()].reduce(plus, NO_STATES)),
    files: facts.files.map(({ file, summary }) => ({ file, summary: shifted(summary, shifts.get(file) ?? NO_STATES) })),
  };
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

const NO_STATES: StateCounts = { positives: 0, negatives: 0, notAnnotated: 0 };

function noCounts(): Counts {
  return { states: NO_STATES, mentions: new Map() };
}

function plus(one: StateCounts, other: StateCounts): StateCounts {
  return {
    positives: one.positives + other.positives,
    negatives: one.negatives + other.negatives,
    notAnnotated: one.notAnnotated + other.notAnnotated,
  };
}

function addUp(summaries: readonly CorpusSummary[]): CorpusSummary {
  const counts = noCounts();
  let documents = 0;
  for (const summary of summaries) {
    documents += summary.documents;
    counts.states = plus(counts.states, summary);
    for (const [entityType, count] of Object.entries(summary.mentionsByType)) {
      counts.mentions.set(entityType, (counts.mentions.get(entityType) ?? 0) + count);
    }
  }
  return summaryOf(documents, counts);
}

function summaryOf(documents: number, counts: Counts | undefined): CorpusSummary {
  const types = inOrderOfCount(counts?.mentions ?? new Map());
  const { positives, negatives, notAnnotated } = counts?.states ?? NO_STATES;
  return {
    documents,
    samples: positives + negatives + notAnnotated,
    positives,
    negatives,
    notAnnotated,
    mentions: types.reduce((sum, { count }) => sum + count, 0),
    mentionsByType: Object.fromEntries(types.map(({ entityType, count }) => [entityType, count])),
  };
}
