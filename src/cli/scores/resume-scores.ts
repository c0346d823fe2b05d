import type { IfdResult } from '../../core/ifd/ifd.ts';
import { isJsonObject, parseJson } from '../../core/formats/json/json-value.ts';
import type { ScorableSample } from './scorable-sample.ts';
import { contentsBefore, isChunkBorder, type ScorePlan } from './score-plan.ts';
import { readScoreRow } from './score-rows.ts';
import { wholeLines } from './whole-lines.ts';

/** What an interrupted run left and the next one keeps. */
export interface KeptScores {
  readonly rowCount: number;
  readonly contentCount: number;
  /** Length of the file that holds these rows; what follows is cut off. */
  readonly bytes: number;
  /** Results of kept contents that later samples repeat. */
  readonly known: ReadonlyMap<number, IfdResult>;
}

export type ResumedScores =
  | ({ readonly kind: 'kept' } & KeptScores)
  /** The rows are not the beginning of this run's. 1-based. */
  | { readonly kind: 'foreign'; readonly line: number };

export interface ResumeOptions {
  readonly plan: ScorePlan;
  readonly samples: readonly ScorableSample[];
  /** `chunk`: keep whole chunks only, so that the rest comes out byte for byte as if nothing had happened. */
  readonly granularity: 'chunk' | 'row';
}

/** Reads the rows of an interrupted run up to the last border at which it can go on. A torn line ends them. */
export async function resumeScores(
  path: string,
  { plan, samples, granularity }: ResumeOptions,
): Promise<ResumedScores> {
  const results = new Map<number, IfdResult>();
  let row = 0;
  let border = { rowCount: 0, bytes: 0 };
  for await (const { text, endByte } of wholeLines(path)) {
    const parsed = parseJson(text);
    if (parsed.kind === 'not-json' || !isJsonObject(parsed.value)) break;
    const sample = row < plan.sampleOfRow.length ? samples[plan.sampleOfRow[row] ?? 0] : undefined;
    const { id, contentHash } = parsed.value;
    if (sample === undefined || id !== sample.id || contentHash !== sample.contentHash) {
      return { kind: 'foreign', line: row + 1 };
    }
    const result = readScoreRow(parsed.value);
    if (result === undefined) break;
    const content = plan.contentOfRow[row] ?? 0;
    if ((plan.rowCount[content] ?? 0) > 1) results.set(content, result);
    row += 1;
    if (granularity === 'row' || isChunkBorder(plan, row)) border = { rowCount: row, bytes: endByte };
  }
  const contentCount = contentsBefore(plan, border.rowCount);
  const known = new Map([...results].filter(([content]) => content < contentCount));
  return { kind: 'kept', ...border, contentCount, known };
}
