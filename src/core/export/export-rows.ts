import type { IfdResult } from '../ifd/ifd.ts';
import type { Sample } from '../samples/sample.ts';
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
  readonly droppedBy: 'filter' | 'person';
  /** The filter's reason; where a person dropped it, what the filter said about the sample. */
  readonly reason: SelectionReason['kind'];
  readonly explanation: string;
  /** null where there is none. */
  readonly ifd: number | null;
  /** 1-based among the eligible; null where it was not eligible. */
  readonly rank: number | null;
}

export function toExportRow({ instruction, input, answer, id, documentId }: Sample): ExportRow {
  return { instruction, input, output: answer, id, documentId };
}

export function toPromptCompletionRow({ instruction, input, answer }: Sample): PromptCompletionRow {
  return { prompt: renderPrompt(instruction, input), completion: answer };
}

export function toDroppedRow(sample: Sample, pick: FinalPick, result: IfdResult | undefined): DroppedRow {
  const { reason, decision } = pick;
  const byPerson = decision?.verdict === 'rejected';
  const filterWords = describeReason(reason);
  return {
    ...toExportRow(sample),
    ...(isUnanswered(sample) && { output: '' }),
    droppedBy: byPerson ? 'person' : 'filter',
    reason: reason.kind,
    explanation: byPerson ? `Dropped: a person rejected it. The filter said: ${filterWords}` : filterWords,
    ifd: result?.kind === 'scored' ? result.ifd : null,
    rank: 'rank' in reason ? reason.rank : null,
  };
}

function isUnanswered(sample: Sample): boolean {
  return sampleState(sample) === 'unannotated' && sample.mentions.length === 0;
}

/** One JSON object a line, each line ended. */
export function toJsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
