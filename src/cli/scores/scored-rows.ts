import type { IfdResult } from '../../core/ifd/ifd.ts';
import type { ScorableSample } from './scorable-sample.ts';
import type { ScorePlan } from './score-plan.ts';
import { toScoreRow } from './score-rows.ts';

/** What came of the rows that this run wrote. */
export interface ScoreTally {
  readonly scored: number;
  /** Samples by why they have no IFD. */
  readonly unscored: Readonly<Record<string, number>>;
}

/** Turns results, which come as they are done, into rows in the order of the samples. */
export interface ScoredRows {
  /** Rows that can be written now: those whose results, and the results of all rows before, are there. */
  take(results: Iterable<readonly [content: number, result: IfdResult]>): readonly object[];
  tally(): ScoreTally;
}

export interface ScoredRowsOptions {
  readonly plan: ScorePlan;
  readonly samples: readonly ScorableSample[];
  /** Rows that the file already holds. */
  readonly startRow: number;
  /** Results of those contents that rows behind `startRow` repeat. */
  readonly known: ReadonlyMap<number, IfdResult>;
  /** Rows name the sample's index, so that shards can be put in order. */
  readonly withIndex: boolean;
}

/** A result is kept only until the last sample with its content is written. */
export function createScoredRows(options: ScoredRowsOptions): ScoredRows {
  const { plan, samples, known, withIndex } = options;
  const results = new Map(known);
  const rowsLeft = plan.rowCount.slice();
  for (const content of plan.contentOfRow.subarray(0, options.startRow))
    rowsLeft[content] = (rowsLeft[content] ?? 0) - 1;
  let row = options.startRow;
  let scored = 0;
  const unscored: Record<string, number> = {};

  function toRow(index: number, result: IfdResult): object {
    const sample = samples[index];
    if (sample === undefined) throw new Error(`the plan names sample ${index}, which is not there`);
    const scoreRow = toScoreRow(sample, result);
    return withIndex ? { index, ...scoreRow } : scoreRow;
  }

  return {
    take: (incoming) => {
      for (const [content, result] of incoming) results.set(content, result);
      const rows: object[] = [];
      for (; row < plan.sampleOfRow.length; row += 1) {
        const of = plan.contentOfRow[row] ?? 0;
        const result = results.get(of);
        if (result === undefined) break;
        rows.push(toRow(plan.sampleOfRow[row] ?? 0, result));
        if (result.kind === 'scored') scored += 1;
        else unscored[result.reason] = (unscored[result.reason] ?? 0) + 1;
        const left = (rowsLeft[of] ?? 0) - 1;
        rowsLeft[of] = left;
        if (left === 0) results.delete(of);
      }
      return rows;
    },
    tally: () => ({ scored, unscored }),
  };
}
