import type { AnnotationGap } from '../corpus/corpus.ts';
import type { IfdResult } from '../ifd/ifd.ts';
import type { Sample } from '../samples/sample.ts';
import { NEGATIVE, SAMPLE_STATES, type SampleState, type StatedSample, sampleState } from '../samples/sample-state.ts';
import { rowBytes } from '../samples/row-length.ts';
import type { Picks } from './build-picks.ts';
import { pickRanked } from './pick-ranked.ts';
import { rankSamples } from './ranked-samples.ts';
import { REASON_KINDS } from './reason-kinds.ts';
import { seededKey } from './seeded-key.ts';
import type { Selection, SelectionOptions, SelectionReason } from './selection.ts';

/** The answer tells a positive whose names could not be placed. */
export type SelectableSample = Pick<Sample, 'id' | 'instruction' | 'input' | 'answer'> & StatedSample;

/**
 * Hybrid Superfiltering and its baselines (method: BioSelectTune, arXiv 2512.22738, 3.2; ranking as Superfiltering).
 * Every sample gets a pick with its reason; one that is not annotated is never kept and counts as nothing. Throws a
 * `RangeError` for options outside their bounds.
 *
 * - `hybrid`: among positives with ifd < ifdCeiling the floor(keepRatio x base) highest, one at least; negatives all, or
 *   the share `negativeRatio` drawn by seed, one at least where it is above 0.
 * - `superfiltering`: the same over all samples, labels unseen; `all-positives` then means all samples.
 * - `random`: as many positives and negatives as `hybrid` keeps, drawn by seed. Where no positive has a score yet,
 *   floor(keepRatio x positives), one at least.
 * - `full`: everything that is annotated.
 */
export function selectSamples(
  samples: readonly SelectableSample[],
  resultOf: (index: number) => IfdResult | undefined,
  options: SelectionOptions,
): Selection {
  const state = Uint8Array.from(samples, (sample) => SAMPLE_STATES.indexOf(sampleState(sample)));
  const ifd = Float64Array.from(samples, (_, index) => {
    const result = resultOf(index);
    return result?.kind === 'scored' ? result.ifd : Number.NaN;
  });
  const drawKeys = (seed: number): Float64Array => Float64Array.from(samples, ({ id }) => seededKey(id, seed));
  const measured = {
    state,
    ifd,
    length: Uint32Array.from(samples, ({ input }) => input.length),
    rowBytes: Uint32Array.from(samples, rowBytes),
    mentionCount: Uint16Array.from(samples, ({ mentions }) => mentions.length),
  };
  const columns = pickRanked(rankSamples(measured, drawKeys), options);
  const picks = samples.map(({ id }, index) => ({
    sampleId: id,
    kept: columns.kept[index] === 1,
    reason: reasonAt(columns, options, {
      index,
      ifd: ifd[index] ?? Number.NaN,
      state: state[index] ?? NEGATIVE,
      unscored: () => {
        const result = resultOf(index);
        return result?.kind === 'unscored' ? result.reason : 'not-scored-yet';
      },
    }),
  }));
  return { options, picks, cutOffIfd: columns.cutOffIfd, counts: columns.counts };
}

/** The reason of a pick in full; `unscored` says why there is no IFD. */
export function reasonAt(
  columns: Picks,
  options: SelectionOptions,
  {
    index,
    ifd,
    state,
    unscored,
  }: {
    readonly index: number;
    readonly ifd: number;
    /** Index into `SAMPLE_STATES`. */
    readonly state: number;
    readonly unscored: () => string;
  },
): SelectionReason {
  const kind = REASON_KINDS[columns.reason[index] ?? 0];
  switch (kind) {
    case 'top-ifd':
    case 'below-cut-off':
      // Where nothing is kept, the ceiling is the value that no eligible sample reaches.
      return { kind, rank: columns.rank[index] ?? 0, cutOffIfd: columns.cutOffIfd ?? options.ifdCeiling };
    case 'ifd-at-or-above-ceiling':
      return { kind, ifd };
    case 'unscored':
      return { kind, reason: unscored() };
    case 'not-annotated':
      return notAnnotatedReason(state);
    case 'negative':
    case 'random-draw':
    case 'full':
    case 'not-drawn':
    case 'not-in-selection':
      return REASONS[kind];
    case undefined:
      throw new Error(`sample ${index} has no reason`);
    default:
      return kind satisfies never;
  }
}

function gapOf(state: number): AnnotationGap['kind'] {
  const word = SAMPLE_STATES[state];
  if (word === undefined || word === 'positive' || word === 'negative') {
    throw new Error('a sample that is annotated was picked as one that is not');
  }
  return word;
}

/** The reason of a sample that is not annotated. */
export function notAnnotatedReason(state: number): SelectionReason {
  return NOT_ANNOTATED[gapOf(state)];
}

const NOT_ANNOTATED = {
  unannotated: { kind: 'not-annotated', gap: 'unannotated' },
  partial: { kind: 'not-annotated', gap: 'partial' },
  lost: { kind: 'not-annotated', gap: 'lost' },
} as const satisfies Record<AnnotationGap['kind'], SelectionReason>;

/** Reasons without figures are the same object for all. */
const REASONS = {
  negative: { kind: 'negative' },
  'random-draw': { kind: 'random-draw' },
  full: { kind: 'full' },
  'not-drawn': { kind: 'not-drawn' },
  'not-in-selection': { kind: 'not-in-selection' },
} as const;

/** Why a sample is in no selection where none was made. */
export function outsideReason(state: SampleState): SelectionReason {
  return state === 'positive' || state === 'negative'
    ? { kind: 'not-in-selection' }
    : { kind: 'not-annotated', gap: state };
}
