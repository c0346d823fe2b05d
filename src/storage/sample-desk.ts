import { binIfd, type IfdBinOptions, type IfdBins } from '../core/selection/bin-ifd.ts';
import { findSamples, type SampleFilter, type SampleOrder } from '../core/selection/find-samples.ts';
import {
  pickRanked,
  type Picks,
  type RankedSamples,
  rankSamples,
  type ReasonKind,
  REASON_KINDS,
} from '../core/selection/pick-ranked.ts';
import { OUTCOMES, VERDICTS } from '../core/selection/sample-columns.ts';
import type { SelectionCounts, SelectionOptions } from '../core/selection/selection.ts';
import type { Sample } from '../core/samples/sample.ts';
import type { PlacedSample } from './sample-builder.ts';
import type { SampleIndex } from './sample-index.ts';

/** What a table of samples asks for. */
export interface SampleQuery {
  readonly filter: SampleFilter;
  /** Words that input or document's id have to hold; blank asks for none. */
  readonly text: string;
  readonly order: SampleOrder;
}

/** A line of that table. */
export interface SampleRow {
  /** From 0, in corpus order. */
  readonly place: number;
  readonly sample: Sample;
  readonly positive: boolean;
  /** Undefined where there is none; `outcome` says why. */
  readonly ifd: number | undefined;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly verdict: (typeof VERDICTS)[number];
  /** The filter's word; undefined while nothing is selected. */
  readonly pick: { readonly kept: boolean; readonly reason: ReasonKind; readonly rank: number } | undefined;
}

export interface SelectionSummary {
  readonly counts: SelectionCounts;
  readonly cutOffIfd: number | undefined;
  /** Decisions that turn against the filter. */
  readonly overruled: { readonly approved: number; readonly rejected: number };
}

export interface SampleCounts {
  readonly samples: number;
  readonly positives: number;
  readonly byVerdict: Readonly<Record<(typeof VERDICTS)[number], number>>;
  readonly byOutcome: Readonly<
    Record<(typeof OUTCOMES)[number], { readonly positives: number; readonly negatives: number }>
  >;
}

/** IFDs in bins, of what the filter keeps and of what it drops. */
export interface KeptBins {
  readonly kept: IfdBins;
  readonly dropped: IfdBins;
}

/** Answers what screens ask about the samples of a project, from columns wherever they say enough. */
export class SampleDesk {
  readonly index: SampleIndex;
  #ranked: { readonly version: number; readonly samples: RankedSamples } | undefined;
  #picks: { readonly version: number; readonly picks: Picks } | undefined;
  #options: SelectionOptions | undefined;

  constructor(index: SampleIndex) {
    this.index = index;
  }

  /** Selects anew; `undefined` leaves no selection. Throws a `RangeError` for options outside their bounds. */
  select(options: SelectionOptions | undefined): SelectionSummary | undefined {
    this.#options = options;
    this.#picks = undefined;
    const picks = this.#currentPicks();
    if (picks === undefined) return undefined;
    const { verdict, count } = this.index.columns;
    const overruled = { approved: 0, rejected: 0 };
    for (let place = 0; place < count; place++) {
      const said = VERDICTS[verdict[place] ?? 0];
      if (said === 'approved' && picks.kept[place] === 0) overruled.approved++;
      if (said === 'rejected' && picks.kept[place] === 1) overruled.rejected++;
    }
    return { counts: picks.counts, cutOffIfd: picks.cutOffIfd, overruled };
  }

  /** Places in the order asked for. */
  find({ filter, text, order }: SampleQuery): Uint32Array {
    const found = text.trim() === '' ? [] : [this.index.search(text)];
    const among = [...(filter.among ?? []), ...found];
    return findSamples(this.index.columns, this.#currentPicks(), { filter: { ...filter, among }, order });
  }

  rows(places: readonly number[]): readonly SampleRow[] {
    const picks = this.#currentPicks();
    const { columns } = this.index;
    return this.index.read(places).map(({ place, sample }) => {
      const ifd = columns.ifd[place] ?? Number.NaN;
      return {
        place,
        sample,
        positive: columns.positive[place] === 1,
        ifd: Number.isNaN(ifd) ? undefined : ifd,
        outcome: OUTCOMES[columns.outcome[place] ?? 0] ?? 'not-scored-yet',
        verdict: VERDICTS[columns.verdict[place] ?? 0] ?? 'undecided',
        pick: picks && {
          kept: picks.kept[place] === 1,
          reason: REASON_KINDS[picks.reason[place] ?? 0] ?? 'unscored',
          rank: picks.rank[place] ?? 0,
        },
      };
    });
  }

  counts(): SampleCounts {
    const { count, positive, outcome, verdict } = this.index.columns;
    const verdicts = new Uint32Array(VERDICTS.length);
    const outcomes = [new Uint32Array(OUTCOMES.length), new Uint32Array(OUTCOMES.length)] as const;
    let positives = 0;
    for (let place = 0; place < count; place++) {
      const isPositive = positive[place] === 1;
      if (isPositive) positives++;
      increment(verdicts, verdict[place] ?? 0);
      increment(outcomes[isPositive ? 1 : 0], outcome[place] ?? 0);
    }
    const [ofNegatives, ofPositives] = outcomes;
    return {
      samples: count,
      positives,
      byVerdict: countsOf(VERDICTS, (code) => verdicts[code] ?? 0),
      byOutcome: countsOf(OUTCOMES, (code) => ({
        positives: ofPositives[code] ?? 0,
        negatives: ofNegatives[code] ?? 0,
      })),
    };
  }

  /** Of positives alone unless `all`. */
  bins(options: IfdBinOptions, { all }: { readonly all: boolean }): KeptBins {
    const picks = this.#currentPicks();
    const { ifd, positive } = this.index.columns;
    const of = (kept: number): Float64Array =>
      ifd.filter((_, place) => (all || positive[place] === 1) && (picks?.kept[place] ?? 0) === kept);
    return { kept: binIfd(of(1), options), dropped: binIfd(of(0), options) };
  }

  /** The first samples from a place on that have no score yet, one of each content. */
  unscored(from: number, limit: number): readonly PlacedSample[] {
    const { outcome, count } = this.index.columns;
    const places: number[] = [];
    for (let place = from; place < count && places.length < limit; place++)
      if (outcome[place] === 0) places.push(place);
    const contents = new Set<string>();
    return this.index.read(places).filter(({ sample: { contentHash } }) => {
      const isNew = !contents.has(contentHash);
      contents.add(contentHash);
      return isNew;
    });
  }

  /** Of the scores as they are now: what was picked before they came is picked anew. */
  #currentPicks(): Picks | undefined {
    const { version, columns } = this.index;
    if (this.#options === undefined) return undefined;
    if (this.#ranked?.version !== version) {
      const samples = rankSamples(columns.positive, columns.ifd, (seed) => this.index.drawKeys(seed));
      this.#ranked = { version, samples };
    }
    if (this.#picks?.version !== version) {
      this.#picks = { version, picks: pickRanked(this.#ranked.samples, this.#options) };
    }
    return this.#picks.picks;
  }
}

function increment(counts: Uint32Array, code: number): void {
  counts[code] = (counts[code] ?? 0) + 1;
}

function countsOf<Word extends string, Count>(
  words: readonly Word[],
  countOf: (code: number) => Count,
): Readonly<Record<Word, Count>> {
  const counts: Partial<Record<Word, Count>> = {};
  for (const [code, word] of words.entries()) counts[word] = countOf(code);
  if (!isWhole(words, counts)) throw new Error('a word without a count');
  return counts;
}

function isWhole<Word extends string, Count>(
  words: readonly Word[],
  counts: Partial<Record<Word, Count>>,
): counts is Record<Word, Count> {
  return words.every((word) => word in counts);
}
