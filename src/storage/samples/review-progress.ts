import type { Database } from '@sqlite.org/sqlite-wasm';
import type { ReviewProgress, VerdictCounts } from '../contract/sample-answers.ts';
import { type SampleColumns, VERDICTS } from '../../core/selection/sample-columns.ts';
import { countDecisions } from './sample-reports.ts';

type Author = Pick<ReviewProgress['byAuthor'][number], 'author' | 'authorId'>;

/** How far the review is, by type and by who decided. */
export function reviewProgress(db: Database, columns: SampleColumns): ReviewProgress {
  const { count, typeSet, typeSets, verdict } = columns;
  const bySet = typeSets.map(() => new Uint32Array(VERDICTS.length));
  for (let place = 0; place < count; place++) {
    const ofSet = bySet[typeSet[place] ?? 0];
    if (ofSet !== undefined) increment(ofSet, verdict[place] ?? 0);
  }
  const byType = new Map<string | undefined, Uint32Array>();
  for (const [code, types] of typeSets.entries()) {
    for (const type of types.length === 0 ? [undefined] : types) {
      const known = byType.get(type) ?? new Uint32Array(VERDICTS.length);
      byType.set(type, known);
      for (const [which, of] of (bySet[code] ?? []).entries()) known[which] = (known[which] ?? 0) + of;
    }
  }
  const byAuthor = new Map<string, Author & { readonly counts: Uint32Array }>();
  for (const said of countDecisions(db)) {
    const { author, authorId } = said;
    const key = JSON.stringify([author, authorId]);
    const known = byAuthor.get(key) ?? { author, authorId, counts: new Uint32Array(VERDICTS.length) };
    byAuthor.set(key, known);
    known.counts[VERDICTS.findIndex((word) => word === said.verdict)] = said.count;
  }
  return {
    byType: [...byType].map(([entityType, counts]) => ({ entityType, counts: verdictsOf(counts) })),
    byAuthor: [...byAuthor.values()].map(({ counts, ...author }) => ({ ...author, counts: verdictsOf(counts) })),
  };
}

export function verdictsOf(counts: Uint32Array): VerdictCounts {
  return countsOf(VERDICTS, (code) => counts[code] ?? 0);
}

export function increment(counts: Uint32Array, code: number): void {
  counts[code] = (counts[code] ?? 0) + 1;
}

/** Of every word its count. */
export function countsOf<Word extends string, Count>(
  words: readonly Word[],
  countOf: (code: number) => Count,
): Readonly<Record<Word, Count>> {
  const counts: Partial<Record<Word, Count>> = {};
  for (const [code, word] of words.entries()) counts[word] = countOf(code);
  if (!isWhole(words, counts)) throw new Error('a word without a count');
  return counts;
}

function isWhole<Word extends string, Count>(
  words: readonly Word[],
  counts: Partial<Record<Word, Count>>,
): counts is Record<Word, Count> {
  return words.every((word) => word in counts);
}
