import type { Sample } from '../core/samples/sample.ts';
import type { Decision } from '../core/selection/selection.ts';
import { DEFAULT_AUTHOR } from './defaults.ts';
import { memoizeLast } from './memoize-last.ts';
import type { DecisionCounts } from './selectors.ts';

export interface ProgressRow extends DecisionCounts {
  readonly name: string;
}

export interface Progress {
  readonly overall: ProgressRow;
  /** Samples that have a mention of the type, and those without any; by name. */
  readonly byType: readonly ProgressRow[];
  /** Whose decision stands; by name. Nothing is undecided by somebody. */
  readonly byAuthor: readonly ProgressRow[];
}

type Tally = { -readonly [K in keyof DecisionCounts]: number };

/** How far the review of these samples is; decisions on others wait for their return. */
export const reviewProgress = memoizeLast(
  (samples: readonly Sample[], decisions: ReadonlyMap<string, Decision>): Progress => {
    const overall = emptyTally();
    const types = new Map<string, Tally>();
    const authors = new Map<string, Tally>();
    const none = emptyTally();
    for (const { id, mentions } of samples) {
      const decision = decisions.get(id);
      const verdict = decision?.verdict ?? 'undecided';
      overall[verdict] += 1;
      if (mentions.length === 0) none[verdict] += 1;
      for (const type of new Set(mentions.map(({ entityType }) => entityType))) tallyOf(types, type)[verdict] += 1;
      if (decision !== undefined) tallyOf(authors, decision.author ?? DEFAULT_AUTHOR)[verdict] += 1;
    }
    return {
      overall: { name: 'All samples', ...overall },
      byType: [...rowsOf(types, (type) => `with ${type}`), { name: 'without a mention', ...none }],
      byAuthor: rowsOf(authors, (author) => author),
    };
  },
);

function emptyTally(): Tally {
  return { approved: 0, rejected: 0, unsure: 0, undecided: 0 };
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const known = tallies.get(name) ?? emptyTally();
  tallies.set(name, known);
  return known;
}

function rowsOf(tallies: ReadonlyMap<string, Tally>, nameOf: (key: string) => string): readonly ProgressRow[] {
  return [...tallies]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, tally]) => ({ name: nameOf(key), ...tally }));
}
