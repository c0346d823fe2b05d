import type { ReviewProgress, VerdictCounts } from '../../../storage/contract/sample-answers.ts';
import { DEFAULT_AUTHOR } from '../../../studio/state/slices/review-slice.ts';

/**
 * Who decided how much, one row a person. Two of one name who work in two browsers are told apart; what nobody wrote a
 * browser down for is of the one person of that name, where there is no other.
 */
export function authorRows(
  byAuthor: ReviewProgress['byAuthor'],
  browserId: string | undefined,
): readonly (VerdictCounts & { readonly name: string })[] {
  const browsers = new Map<string, Set<string>>();
  for (const { author = DEFAULT_AUTHOR, authorId } of byAuthor) {
    const ofName = browsers.get(author) ?? new Set();
    if (authorId !== undefined) ofName.add(authorId);
    browsers.set(author, ofName);
  }
  const rows = new Map<string, VerdictCounts>();
  for (const { author = DEFAULT_AUTHOR, authorId, counts } of byAuthor) {
    const others = [...(browsers.get(author) ?? [])].filter((id) => id !== browserId).toSorted();
    const isOne = (browsers.get(author)?.size ?? 0) < 2;
    const name = isOne ? author : `${author} (${whereOf(authorId, { browserId, others })})`;
    const known = rows.get(name);
    rows.set(name, known === undefined ? counts : sumOf(known, counts));
  }
  return [...rows].map(([name, counts]) => ({ name, ...counts }));
}

function whereOf(
  authorId: string | undefined,
  { browserId, others }: { readonly browserId: string | undefined; readonly others: readonly string[] },
): string {
  if (authorId === undefined) return 'nobody wrote down where';
  if (authorId === browserId) return 'this browser';
  return others.length < 2 ? 'another browser' : `another browser, ${others.indexOf(authorId) + 1}`;
}

function sumOf(one: VerdictCounts, other: VerdictCounts): VerdictCounts {
  return {
    approved: one.approved + other.approved,
    rejected: one.rejected + other.rejected,
    unsure: one.unsure + other.unsure,
    undecided: one.undecided + other.undecided,
  };
}
