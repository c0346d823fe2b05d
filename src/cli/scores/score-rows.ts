import { isJsonObject, parseJson, type JsonObject } from '../../core/formats/json/json-value.ts';
import type { IfdResult, UnscoredReason } from '../../core/ifd/ifd.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { splitLines } from '../../core/text/split-lines.ts';

/** A row of `scores.jsonl`. Either `ifd` with both losses (mean nats per answer token) or `reason`. */
export type ScoreRow = {
  readonly id: string;
  readonly contentHash: string;
  readonly input: string;
  readonly answer: string;
} & (
  | {
      readonly conditionedAnswerLoss: number;
      readonly directAnswerLoss: number;
      readonly ifd: number;
      readonly truncated: boolean;
      readonly borderMerged: boolean;
    }
  | { readonly reason: UnscoredReason }
);

/** A line of `scores.jsonl` that is no score row. */
export interface ScoreRowFault {
  /** 1-based. */
  readonly line: number;
  readonly detail: string;
}

export interface ParsedScoreRows {
  /** By content hash; of several rows with one hash the last stands, as in a file that was appended to. */
  readonly resultByHash: ReadonlyMap<string, IfdResult>;
  readonly faults: readonly ScoreRowFault[];
}

export function toScoreRow(
  sample: Pick<Sample, 'id' | 'contentHash' | 'input' | 'answer'>,
  result: IfdResult,
): ScoreRow {
  const { id, contentHash, input, answer } = sample;
  if (result.kind === 'unscored') return { id, contentHash, input, answer, reason: result.reason };
  const { conditionedAnswerLoss, directAnswerLoss, ifd, truncated, borderMerged } = result;
  return { id, contentHash, input, answer, conditionedAnswerLoss, directAnswerLoss, ifd, truncated, borderMerged };
}

/** Reads `scores.jsonl` back. A line that is no row, as after an interrupted run, is a fault and not a throw. */
export function parseScoreRows(text: string): ParsedScoreRows {
  const resultByHash = new Map<string, IfdResult>();
  const faults: ScoreRowFault[] = [];
  for (const [index, content] of splitLines(text).entries()) {
    if (content.trim() === '') continue;
    const parsed = parseJson(content);
    const line = index + 1;
    if (parsed.kind === 'not-json' || !isJsonObject(parsed.value)) {
      faults.push({ line, detail: 'not a JSON object' });
      continue;
    }
    const { contentHash } = parsed.value;
    const result = readScoreRow(parsed.value);
    if (typeof contentHash !== 'string') faults.push({ line, detail: 'no contentHash' });
    else if (result === undefined)
      faults.push({ line, detail: 'neither a positive ifd with both losses nor a known reason' });
    else resultByHash.set(contentHash, result);
  }
  return { resultByHash, faults };
}

/** Undefined for what is no score row. */
export function readScoreRow(row: JsonObject): IfdResult | undefined {
  const { ifd, conditionedAnswerLoss, directAnswerLoss, reason } = row;
  if (isUnscoredReason(reason)) return { kind: 'unscored', reason };
  if (!isFiniteNumber(ifd) || !isFiniteNumber(conditionedAnswerLoss) || !isFiniteNumber(directAnswerLoss))
    return undefined;
  if (ifd <= 0) return undefined;
  const truncated = row['truncated'] === true;
  const borderMerged = row['borderMerged'] === true;
  return { kind: 'scored', ifd, conditionedAnswerLoss, directAnswerLoss, truncated, borderMerged };
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

const UNSCORED_REASONS: Readonly<Record<UnscoredReason, true>> = {
  'one-token-answer': true,
  'empty-answer': true,
  'prompt-too-long': true,
  'non-finite-loss': true,
};

function isUnscoredReason(value: unknown): value is UnscoredReason {
  return typeof value === 'string' && Object.hasOwn(UNSCORED_REASONS, value);
}
