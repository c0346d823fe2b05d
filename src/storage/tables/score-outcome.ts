import type { IfdResult } from '../../core/ifd/ifd.ts';
import { OUTCOMES } from '../../core/selection/sample-columns.ts';
import { readOptional, readText } from '../database/sql-value.ts';

/** What a scoring came to, as the columns have it. */
export interface Outcome {
  readonly word: (typeof OUTCOMES)[number];
  /** NaN where there is none. */
  readonly ifd: number;
}

const NO_OUTCOME: Outcome = { word: 'not-scored-yet', ifd: Number.NaN };
/** The IFD as text: JSON of a real is rounded. */
export const OUTCOME_COLUMNS = `reason, printf('%!.17g', ifd)`;

/** Of a score. */
export function outcomeOf(result: IfdResult | undefined): Outcome {
  if (result === undefined) return NO_OUTCOME;
  return result.kind === 'scored' ? { word: 'scored', ifd: result.ifd } : { word: result.reason, ifd: Number.NaN };
}

/** Of the columns `OUTCOME_COLUMNS`. */
export function readOutcome([reason, ifd]: readonly unknown[]): Outcome {
  const word = readOptional(reason, readText) ?? 'scored';
  const known = OUTCOMES.find((each) => each === word);
  if (known === undefined) throw new TypeError(`unknown reason of a score: ${word}`);
  return { word: known, ifd: known === 'scored' ? Number(readText(ifd)) : Number.NaN };
}
