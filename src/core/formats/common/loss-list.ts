import type { DataIssue } from '../../issue.ts';

/** Counts what a format has no place for while a corpus is written. */
export interface LossList {
  /** `what` in the plural: "discontinuous mentions". */
  add(what: string, count?: number): void;
  /** One `not-kept` issue for each kind of loss, in the order of its first appearance. */
  toIssues(file: string, formatName: string): DataIssue[];
}

/** Creates an empty list of losses. */
export function createLossList(): LossList {
  const counts = new Map<string, number>();
  return {
    add: (what, count = 1) => {
      if (count > 0) counts.set(what, (counts.get(what) ?? 0) + count);
    },
    toIssues: (file, formatName) =>
      Array.from(counts, ([what, count]) => ({
        code: 'not-kept',
        severity: 'warning',
        file,
        found: `${what}: ${count}`,
        expected: `what ${formatName} can hold`,
      })),
  };
}
