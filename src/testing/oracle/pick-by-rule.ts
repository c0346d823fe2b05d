import type { KnownSample } from './known-corpus.ts';

export interface KnownRule {
  readonly strategy: 'hybrid' | 'superfiltering' | 'random' | 'full';
  readonly keepRatio: number;
  readonly base: 'all-positives' | 'eligible-positives';
  readonly ifdCeiling: number;
  readonly negativeRatio: number;
  readonly seed: number;
}

export interface RankedSample {
  readonly sample: KnownSample;
  /** Undefined where there is none. */
  readonly ifd: number | undefined;
}

export interface KnownPicks {
  /** Reason by sample id, of every sample. */
  readonly reasons: ReadonlyMap<string, string>;
  readonly kept: ReadonlySet<string>;
  /** IFD of the last one kept by rank. */
  readonly cutOffIfd: number | undefined;
}

const KEEPING = new Set(['top-ifd', 'negative', 'random-draw', 'full']);

/** What a rule says of samples, written down a second time: slowly, a sample at a time, from what the docs say of it. */
export function pickByRule(all: readonly RankedSample[], rule: KnownRule): KnownPicks {
  const annotated = all.filter(({ sample }) => isKnown(sample));
  const positives = annotated.filter(({ sample }) => sample.state === 'positive');
  const negatives = annotated.filter(({ sample }) => sample.state === 'negative');
  const reasons = new Map<string, string>();
  const say = (of: readonly RankedSample[], reason: (each: RankedSample) => string): void => {
    for (const each of of) reasons.set(each.sample.id, reason(each));
  };
  say(all, () => 'not-annotated');
  let cutOffIfd: number | undefined;
  switch (rule.strategy) {
    case 'hybrid': {
      cutOffIfd = sayRanks(positives, rule, say);
      const drawn = draw(negatives, shareOf(negatives.length, rule.negativeRatio), rule.seed);
      say(negatives, ({ sample }) => (drawn.has(sample.id) ? 'negative' : 'not-drawn'));
      break;
    }
    case 'superfiltering':
      cutOffIfd = sayRanks(annotated, rule, say);
      break;
    case 'random': {
      const { eligible, keepCount } = rank(positives, rule);
      const isScored = positives.some(({ ifd }) => ifd !== undefined);
      const count = isScored ? Math.min(keepCount, eligible.length) : shareOf(positives.length, rule.keepRatio);
      const drawn = draw(positives, count, rule.seed);
      const drawnNegatives = draw(negatives, shareOf(negatives.length, rule.negativeRatio), rule.seed);
      say(positives, ({ sample }) => (drawn.has(sample.id) ? 'random-draw' : 'not-drawn'));
      say(negatives, ({ sample }) => (drawnNegatives.has(sample.id) ? 'negative' : 'not-drawn'));
      break;
    }
    case 'full':
      say(annotated, () => 'full');
      break;
    default:
      rule.strategy satisfies never;
  }
  const kept = new Set([...reasons].flatMap(([id, reason]) => (KEEPING.has(reason) ? [id] : [])));
  return { reasons, kept, cutOffIfd };
}

export function isKnown({ state }: Pick<KnownSample, 'state'>): boolean {
  return state === 'positive' || state === 'negative';
}

function rank(
  of: readonly RankedSample[],
  { keepRatio, base, ifdCeiling }: KnownRule,
): { readonly eligible: readonly RankedSample[]; readonly keepCount: number } {
  const eligible = of
    .filter(({ ifd }) => ifd !== undefined && ifd < ifdCeiling)
    .toSorted((one, other) => (other.ifd ?? 0) - (one.ifd ?? 0));
  return { eligible, keepCount: shareOf(base === 'all-positives' ? of.length : eligible.length, keepRatio) };
}

function sayRanks(
  of: readonly RankedSample[],
  rule: KnownRule,
  say: (of: readonly RankedSample[], reason: (each: RankedSample) => string) => void,
): number | undefined {
  const { eligible, keepCount } = rank(of, rule);
  say(of, ({ ifd }) => (ifd === undefined ? 'unscored' : 'ifd-at-or-above-ceiling'));
  say(eligible, () => 'below-cut-off');
  const kept = eligible.slice(0, keepCount);
  say(kept, () => 'top-ifd');
  return kept.at(-1)?.ifd;
}

/** At least one of something, unless the share is 0. */
function shareOf(count: number, ratio: number): number {
  return ratio === 0 ? 0 : Math.min(count, Math.max(1, Math.floor(Number((ratio * count).toFixed(6)))));
}

/** The ids with the lowest keys under the seed. */
function draw(from: readonly RankedSample[], count: number, seed: number): ReadonlySet<string> {
  const keyed = from.map(({ sample: { id } }) => ({ id, key: cyrb53(id, seed) }));
  return new Set(
    keyed
      .toSorted((one, other) => one.key - other.key)
      .slice(0, count)
      .map(({ id }) => id),
  );
}

/** The public hash of that name, of 53 bits. */
export function cyrb53(text: string, seed: number): number {
  let [h1, h2] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
  for (let at = 0; at < text.length; at += 1) {
    h1 = Math.imul(h1 ^ text.charCodeAt(at), 0x9e3779b1);
    h2 = Math.imul(h2 ^ text.charCodeAt(at), 0x5f356495);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 0x85ebca6b) ^ Math.imul(h2 ^ (h2 >>> 13), 0xc2b2ae35);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 0x85ebca6b) ^ Math.imul(h1 ^ (h1 >>> 13), 0xc2b2ae35);
  return 2 ** 32 * (h2 & (2 ** 21 - 1)) + (h1 >>> 0);
}
