import type { EntityType } from '../corpus/corpus.ts';
import { NEGATIVE, SAMPLE_STATES, type SampleState } from '../samples/sample-state.ts';
import type { UnscoredReason } from '../ifd/ifd.ts';
import type { Decision } from './selection.ts';

/** What a sample's scoring came to, by the number that stands for it in `SampleColumns.outcome`. */
export const OUTCOMES = [
  'not-scored-yet',
  'scored',
  'one-token-answer',
  'empty-answer',
  'prompt-too-long',
  'non-finite-loss',
] as const satisfies readonly ('not-scored-yet' | 'scored' | UnscoredReason)[];

/** What a person said, by the number that stands for it in `SampleColumns.verdict`. */
export const VERDICTS = ['undecided', 'approved', 'rejected', 'unsure'] as const satisfies readonly (
  'undecided' | Decision['verdict']
)[];

/**
 * Samples as columns, one entry a sample in corpus order: what filters, sorts, counts and selections read. A million
 * samples take 24 MB; what a sample says stays on the disk.
 */
export interface SampleColumns {
  readonly count: number;
  /** UTF-16 units of the input. */
  readonly length: Uint32Array;
  /** UTF-8 bytes of prompt and answer, as a training row has them. */
  readonly rowBytes: Uint32Array;
  /** Asked mentions; 65,535 stands for more too. */
  readonly mentionCount: Uint16Array;
  /** Index into `typeSets`. */
  readonly typeSet: Uint16Array;
  /** Index into `SAMPLE_STATES`. */
  readonly state: Uint8Array;
  /** Index into `OUTCOMES`. */
  readonly outcome: Uint8Array;
  /** NaN where there is none. */
  readonly ifd: Float64Array;
  /** 1 where outcome and IFD are of what the sample said before it was edited. */
  readonly stale: Uint8Array;
  /** Index into `VERDICTS`. */
  readonly verdict: Uint8Array;
  /** Every set of types that the mentions of a sample have, in order of first appearance; the first is the empty one. */
  readonly typeSets: readonly (readonly EntityType[])[];
}

/** Columns of `count` samples with nothing in them. */
export function emptyColumns(count: number, typeSets: SampleColumns['typeSets']): SampleColumns {
  return {
    count,
    length: new Uint32Array(count),
    rowBytes: new Uint32Array(count),
    mentionCount: new Uint16Array(count),
    typeSet: new Uint16Array(count),
    state: new Uint8Array(count),
    outcome: new Uint8Array(count),
    ifd: new Float64Array(count).fill(Number.NaN),
    stale: new Uint8Array(count),
    verdict: new Uint8Array(count),
    typeSets,
  };
}

/** The state of the sample at a place. */
export function stateAt({ state }: Pick<SampleColumns, 'state'>, place: number): SampleState {
  return SAMPLE_STATES[state[place] ?? NEGATIVE] ?? 'negative';
}
