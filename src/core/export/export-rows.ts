import type { IfdResult } from '../ifd/ifd.ts';
import type { Sample } from '../samples/sample.ts';
import { MAX_ROW_BYTES, rowBytes } from '../samples/row-length.ts';
import { sampleState } from '../samples/sample-state.ts';
import { renderPrompt } from '../samples/templates.ts';
import type { FinalPick } from '../selection/apply-decisions.ts';
import { describeReason } from '../selection/describe-reason.ts';
import type { SelectionReason } from '../selection/selection.ts';

/** A row of `train.jsonl` and `dev.jsonl`: what Alpaca-style trainers read, with where it came from. */
export interface ExportRow {
  readonly instruction: string;
  readonly input: string;
  readonly output: string;
  readonly id: string;
  readonly documentId: string;
}

/** TRL joins no columns, so it gets the prompt whole. */
export interface PromptCompletionRow {
  readonly prompt: string;
  readonly completion: string;
}

/** A row of `dropped.jsonl`. The `output` of a text that nobody annotated is empty: nobody has given an answer. */
export interface DroppedRow extends ExportRow {
  readonly droppedBy: 'filter' | 'person' | 'length';
  /** The filter's reason; where a person dropped it, what the filter said about the sample. */
  readonly reason: SelectionReason['kind'];
  readonly explanation: string;
  /** null where there is none. */
  readonly ifd: number | null;
  /** 1-based among the eligible; null where it was not eligible. */
  readonly rank: number | null;
}

/** A row of `train.jsonl` and `dev.jsonl`. */
export function toExportRow({ instruction, input, answer, id, documentId }: Sample): ExportRow {
  return { instruction, input, output: answer, id, documentId };
}

/** A row for TRL: prompt and completion. */
export function toPromptCompletionRow({ instruction, input, answer }: Sample): PromptCompletionRow {
  return { prompt: renderPrompt(instruction, input), completion: answer };
}

/** A row of `dropped.jsonl`: the sample, the reason, IFD and rank. */
export function toDroppedRow(sample: Sample, pick: FinalPick, result: IfdResult | undefined): DroppedRow {
  const { reason, decision } = pick;
  const byPerson = decision?.verdict === 'rejected';
  const byLength = pick.kept && rowBytes(sample) > MAX_ROW_BYTES;
  const filterWords = describeReason(reason);
  return {
    ...toExportRow(sample),
    ...(isUnanswered(sample) && { output: '' }),
    droppedBy: whoDropped({ byLength, byPerson }),
    reason: reason.kind,
    explanation: explain({ byLength, byPerson }, filterWords),
    ifd: result?.kind === 'scored' ? result.ifd : null,
    rank: 'rank' in reason ? reason.rank : null,
  };
}

function whoDropped(by: { readonly byLength: boolean; readonly byPerson: boolean }): DroppedRow['droppedBy'] {
  if (by.byLength) return 'length';
  return by.byPerson ? 'person' : 'filter';
}

function explain(by: { readonly byLength: boolean; readonly byPerson: boolean }, filterWords: string): string {
  if (by.byLength)
    return `Left out: prompt and answer are over ${MAX_ROW_BYTES} bytes. The filter said: ${filterWords}`;
  return by.byPerson ? `Dropped: a person rejected it. The filter said: ${filterWords}` : filterWords;
}

function isUnanswered(sample: Sample): boolean {
  return sampleState(sample) === 'unannotated' && sample.mentions.length === 0;
}

/** One JSON object a line, each line ended. */
export function toJsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
