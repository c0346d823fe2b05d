import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnnotationGap } from '../corpus/corpus.ts';
import type { IfdResult } from '../ifd/ifd.ts';
import { applyDecisions } from './apply-decisions.ts';
import { selectSamples, type SelectableSample } from './select-samples.ts';
import type { Selection, SelectionOptions, SelectionStrategy } from './selection.ts';

interface Case {
  readonly gap?: AnnotationGap['kind'] | undefined;
  readonly id: string;
  readonly positive: boolean;
  readonly result: IfdResult | undefined;
}

function scored(ifd: number): IfdResult {
  return {
    kind: 'scored',
    ifd,
    conditionedAnswerLoss: 1 + Math.log(ifd),
    directAnswerLoss: 1,
    truncated: false,
    borderMerged: false,
  };
}

const ONE_TOKEN: IfdResult = { kind: 'unscored', reason: 'one-token-answer' };

const POOL: readonly Case[] = [
  { id: 'p1', positive: true, result: scored(0.92) },
  { id: 'n1', positive: false, result: ONE_TOKEN },
  { id: 'p2', positive: true, result: scored(0.35) },
  { id: 'p3', positive: true, result: scored(1.04) },
  { id: 'n2', positive: false, result: ONE_TOKEN },
  { id: 'p4', positive: true, result: scored(0.78) },
  { id: 'p5', positive: true, result: scored(0.78) },
  { id: 'p6', positive: true, result: { kind: 'unscored', reason: 'non-finite-loss' } },
  { id: 'n3', positive: false, result: ONE_TOKEN },
];

const DEFAULTS: SelectionOptions = {
  strategy: 'hybrid',
  keepRatio: 0.5,
  base: 'all-positives',
  ifdCeiling: 1,
  negativeRatio: 1,
  seed: 1,
};

function sampleOf({ id, positive, gap }: Case): SelectableSample {
  const mention = { id: 'm', span: { start: 0, end: 1 }, entityType: 'Disease', quote: 'x' };
  return {
    id,
    instruction: 'Extract all Disease entities.',
    input: 'x',
    answer: positive ? '[{"entity": "Disease", "name": "x"}]' : '[]',
    mentions: positive ? [mention] : [],
    ...(gap && { gaps: [{ kind: gap }] }),
  };
}

function select(cases: readonly Case[], options: Partial<SelectionOptions> = {}): Selection {
  return selectSamples(cases.map(sampleOf), (index) => cases[index]?.result, { ...DEFAULTS, ...options });
}

function keptIds(selection: Selection): string[] {
  return selection.picks.filter((pick) => pick.kept).map((pick) => pick.sampleId);
}

describe('the pool of the design page', () => {
  test('hybrid at 50 % of all six positives keeps three and every negative', () => {
    const selection = select(POOL);
    expect(keptIds(selection)).toEqual(['p1', 'n1', 'n2', 'p4', 'p5', 'n3']);
    expect(selection.cutOffIfd).toBe(0.78);
    expect(selection.counts).toEqual({
      positives: 6,
      keptPositives: 3,
      negatives: 3,
      keptNegatives: 3,
      notAnnotated: 0,
    });
  });

  test('hybrid at 50 % of the four eligible positives keeps two; the tie goes to the earlier sample', () => {
    const selection = select(POOL, { base: 'eligible-positives' });
    expect(keptIds(selection)).toEqual(['p1', 'n1', 'n2', 'p4', 'n3']);
  });

  test('hybrid at 25 % keeps int(1.5) = 1', () => {
    expect(keptIds(select(POOL, { keepRatio: 0.25 }))).toEqual(['p1', 'n1', 'n2', 'n3']);
  });

  test('hybrid at 100 % is asked for six and has four', () => {
    const selection = select(POOL, { keepRatio: 1 });
    expect(keptIds(selection)).toEqual(['p1', 'n1', 'p2', 'n2', 'p4', 'p5', 'n3']);
    expect(selection.cutOffIfd).toBe(0.35);
  });

  test('superfiltering at 50 % of all nine rows keeps int(4.5) = 4 and loses every negative', () => {
    expect(keptIds(select(POOL, { strategy: 'superfiltering' }))).toEqual(['p1', 'p2', 'p4', 'p5']);
  });

  test('every sample has its reason', () => {
    const reasons = new Map(select(POOL).picks.map((pick) => [pick.sampleId, pick.reason]));
    expect(reasons.get('p1')).toEqual({ kind: 'top-ifd', rank: 1, cutOffIfd: 0.78 });
    expect(reasons.get('p5')).toEqual({ kind: 'top-ifd', rank: 3, cutOffIfd: 0.78 });
    expect(reasons.get('p2')).toEqual({ kind: 'below-cut-off', rank: 4, cutOffIfd: 0.78 });
    expect(reasons.get('p3')).toEqual({ kind: 'ifd-at-or-above-ceiling', ifd: 1.04 });
    expect(reasons.get('p6')).toEqual({ kind: 'unscored', reason: 'non-finite-loss' });
    expect(reasons.get('n1')).toEqual({ kind: 'negative' });
  });
});

test('a positive without a result is not scored yet', () => {
  const selection = select([{ id: 'p', positive: true, result: undefined }]);
  expect(selection.picks[0]?.reason).toEqual({ kind: 'unscored', reason: 'not-scored-yet' });
});

test('an IFD of exactly the ceiling is dropped', () => {
  const selection = select([{ id: 'p', positive: true, result: scored(1) }], { keepRatio: 1 });
  expect(selection.picks[0]?.reason).toEqual({ kind: 'ifd-at-or-above-ceiling', ifd: 1 });
});

test.each(['hybrid', 'superfiltering', 'random'] as const)('%s keeps one sample of one, at any share', (strategy) => {
  for (const base of ['all-positives', 'eligible-positives'] as const) {
    const selection = select([{ id: 'p', positive: true, result: scored(0.5) }], { strategy, base, keepRatio: 0.01 });
    expect(keptIds(selection)).toEqual(['p']);
    expect(selection.counts.keptPositives).toBe(1);
  }
});

test('the one of a small share is the highest eligible; where none is eligible, none is kept', () => {
  const pool: Case[] = [
    { id: 'over', positive: true, result: scored(1.2) },
    { id: 'low', positive: true, result: scored(0.2) },
    { id: 'high', positive: true, result: scored(0.9) },
  ];
  const selection = select(pool, { keepRatio: 0.1 });
  expect(keptIds(selection)).toEqual(['high']);
  expect(selection.picks[1]?.reason).toEqual({ kind: 'below-cut-off', rank: 2, cutOffIfd: 0.9 });
  const none = select(pool.slice(0, 1), { keepRatio: 0.1 });
  expect(keptIds(none)).toEqual([]);
  expect(none.cutOffIfd).toBeUndefined();
});

test('a share of the negatives above 0 keeps one of them, and a share of 0 none', () => {
  const one: Case[] = [{ id: 'n', positive: false, result: ONE_TOKEN }];
  expect(keptIds(select(one, { negativeRatio: 0.1 }))).toEqual(['n']);
  expect(keptIds(select(one, { negativeRatio: 0 }))).toEqual([]);
});

test('random without any score keeps one positive of one', () => {
  const one: Case[] = [{ id: 'p', positive: true, result: undefined }];
  expect(keptIds(select(one, { strategy: 'random' }))).toEqual(['p']);
});

test.each([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])('%d of ten positives is a whole number', (keepRatio) => {
  const ten = Array.from({ length: 10 }, (_, index) => ({
    id: `p${index}`,
    positive: true,
    result: scored(0.05 * (index + 1)),
  }));
  expect(select(ten, { keepRatio }).counts.keptPositives).toBe(Math.round(keepRatio * 10));
});

test('random keeps as many as hybrid does, and another seed keeps others', () => {
  const many = Array.from({ length: 200 }, (_, index) => ({
    id: `s${index}`,
    positive: index % 2 === 0,
    result: index % 2 === 0 ? scored(0.3 + index / 250) : ONE_TOKEN,
  }));
  const hybrid = select(many);
  const random = select(many, { strategy: 'random' });
  expect(random.counts).toEqual(hybrid.counts);
  expect(keptIds(random)).toEqual(keptIds(select(many, { strategy: 'random' })));
  expect(keptIds(random)).not.toEqual(keptIds(select(many, { strategy: 'random', seed: 2 })));
  expect(keptIds(random)).not.toEqual(keptIds(hybrid));
});

test('random without any score takes its share of all positives', () => {
  const unscored = POOL.map((sample) => ({ ...sample, result: undefined }));
  expect(select(unscored, { strategy: 'random' }).counts.keptPositives).toBe(3);
});

test('full keeps everything', () => {
  expect(keptIds(select(POOL, { strategy: 'full' }))).toHaveLength(POOL.length);
});

test('a share of the negatives is drawn by seed', () => {
  const selection = select(POOL, { negativeRatio: 0.67 });
  expect(selection.counts.keptNegatives).toBe(2);
  const dropped = selection.picks.filter((pick) => pick.reason.kind === 'not-drawn');
  expect(dropped).toHaveLength(1);
});

test('options outside their bounds are refused', () => {
  for (const bad of [{ keepRatio: 0 }, { keepRatio: 1.1 }, { negativeRatio: -1 }, { ifdCeiling: Number.NaN }]) {
    expect(() => select(POOL, bad)).toThrow(RangeError);
  }
});

const anyStrategy = fc.constantFrom<SelectionStrategy>('hybrid', 'superfiltering', 'random', 'full');
const anyBase = fc.constantFrom<SelectionOptions['base']>('all-positives', 'eligible-positives');
const anyRatio = fc.double({ min: 0.001, max: 1, noNaN: true });
const anyResult = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 30 }).map((step) => scored(step / 20)) },
  { weight: 1, arbitrary: fc.constantFrom(ONE_TOKEN, undefined) },
);
const anyPool = fc
  .array(fc.record({ positive: fc.boolean(), result: anyResult }), { maxLength: 60 })
  .map((rows): Case[] => rows.map((row, index) => ({ ...row, id: `s${index}` })));

test('law: what a smaller share keeps, a larger share keeps too', () => {
  fc.assert(
    fc.property(anyPool, anyStrategy, anyBase, fc.tuple(anyRatio, anyRatio), (pool, strategy, base, ratios) => {
      const [left, right] = ratios;
      const low = keptIds(select(pool, { strategy, base, keepRatio: Math.min(left, right) }));
      const high = new Set(keptIds(select(pool, { strategy, base, keepRatio: Math.max(left, right) })));
      expect(low.filter((id) => !high.has(id))).toEqual([]);
    }),
  );
});

test('law: never more positives than the share but for the first, every negative kept, nothing at or above the ceiling', () => {
  fc.assert(
    fc.property(anyPool, anyBase, anyRatio, (pool, base, keepRatio) => {
      const selection = select(pool, { base, keepRatio });
      const { counts } = selection;
      expect(counts.keptPositives).toBeLessThanOrEqual(Math.max(1, keepRatio * counts.positives + 1e-9));
      expect(counts.keptNegatives).toBe(counts.negatives);
      selection.picks.forEach((pick, index) => {
        const sample = pool[index];
        if (!pick.kept || sample?.positive !== true) return;
        expect(sample.result?.kind === 'scored' && sample.result.ifd < 1).toBe(true);
      });
    }),
  );
});

test('law: no strategy keeps what is not annotated, and the rest is picked as if it were not there', () => {
  const anyGap = fc.constantFrom('unannotated' as const, 'partial' as const, 'lost' as const, undefined, undefined);
  const gapped = fc
    .array(fc.record({ positive: fc.boolean(), result: anyResult, gap: anyGap }), { maxLength: 60 })
    .map((rows): Case[] => rows.map((row, index) => ({ ...row, id: `s${index}` })));
  fc.assert(
    fc.property(gapped, anyStrategy, anyBase, fc.tuple(anyRatio, anyRatio), (pool, strategy, base, ratios) => {
      const [keepRatio, negativeRatio] = ratios;
      const options = { strategy, base, keepRatio, negativeRatio };
      const all = select(pool, options);
      const annotated = pool.filter(({ gap }) => gap === undefined);
      const alone = select(annotated, options);
      const gapOf = new Map(pool.map(({ id, gap }) => [id, gap]));
      expect(all.picks.filter(({ sampleId }) => gapOf.get(sampleId) === undefined)).toEqual(alone.picks);
      expect(all.cutOffIfd).toBe(alone.cutOffIfd);
      expect(all.counts).toEqual({ ...alone.counts, notAnnotated: pool.length - annotated.length });
      for (const { sampleId, kept, reason } of all.picks) {
        const gap = gapOf.get(sampleId);
        if (gap !== undefined)
          expect({ kept, reason }).toEqual({ kept: false, reason: { kind: 'not-annotated', gap } });
      }
      const decisions = new Map(
        pool.map(({ id: sampleId }) => [sampleId, { sampleId, verdict: 'approved' as const, decidedAtMs: 1 }]),
      );
      expect(applyDecisions(all, decisions).flatMap(({ sampleId, kept }) => (kept ? [sampleId] : []))).toEqual(
        annotated.map(({ id }) => id),
      );
    }),
  );
});

test('law: no dropped eligible positive has a higher IFD than a kept one', () => {
  fc.assert(
    fc.property(anyPool, anyRatio, (pool, keepRatio) => {
      const selection = select(pool, { keepRatio });
      selection.picks.forEach((pick, index) => {
        const result = pool[index]?.result;
        if (pick.reason.kind === 'below-cut-off' && result?.kind === 'scored') {
          expect(result.ifd).toBeLessThanOrEqual(selection.cutOffIfd ?? 1);
        }
      });
    }),
  );
});

test('law: without ties the order of the samples does not matter', () => {
  const distinct = fc
    .uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 40 })
    .map((steps): Case[] =>
      steps.map((step, index) => ({ id: `s${index}`, positive: step % 3 !== 0, result: scored(step / 800) })),
    );
  const shuffled = distinct.chain((pool) =>
    fc.tuple(fc.constant(pool), fc.shuffledSubarray(pool, { minLength: pool.length, maxLength: pool.length })),
  );
  fc.assert(
    fc.property(shuffled, anyStrategy, anyRatio, anyRatio, ([pool, other], strategy, keepRatio, negativeRatio) => {
      const options = { strategy, keepRatio, negativeRatio };
      expect(keptIds(select(other, options)).sort()).toEqual(keptIds(select(pool, options)).sort());
    }),
  );
});
