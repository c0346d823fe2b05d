import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { standMention } from '../../annotations/stand-mention.ts';
import type { Mention } from '../../corpus/corpus.ts';
import type { AgreementValue } from './agreement-value.ts';
import { cohenKappa } from './cohen-kappa.ts';
import { krippendorffAlpha } from './krippendorff-alpha.ts';
import { measureAgreement } from './measure-agreement.ts';
import { agreementTokens, tokenLabels } from './token-labels.ts';
import { apartSpans, unitizingAlpha, unitizingDisagreement } from './unitizing-alpha.ts';

const NO_VARIATION = { kind: 'undefined', why: 'no-variation' };
const NOTHING = { kind: 'undefined', why: 'nothing-to-compare' };

function valueOf(agreement: AgreementValue): number | undefined {
  return agreement.kind === 'defined' ? agreement.value : undefined;
}

/** "aab" as values; a point is a missing one. */
function values(text: string): (string | undefined)[] {
  return Array.from(text, (letter) => (letter === '.' ? undefined : letter));
}

interface Vector {
  readonly one: string[];
  readonly other: string[];
  readonly kappa: number | null;
  readonly alpha: number | null;
  readonly gappy: (string | null)[][];
  readonly gappyAlpha: number | null;
}

const vectors: { readonly cases: readonly Vector[] } = JSON.parse(
  readFileSync(new URL('../../../testing/fixtures/agreement/vectors.json', import.meta.url), 'utf8'),
);

describe('kappa', () => {
  test('is 0.4 where 50 proposals are judged 20 yes-yes, 15 no-no, 5 and 10 apart', () => {
    const one = [...Array<string>(25).fill('yes'), ...Array<string>(25).fill('no')];
    const other = [
      ...Array<string>(20).fill('yes'),
      ...Array<string>(5).fill('no'),
      ...Array<string>(10).fill('yes'),
      ...Array<string>(15).fill('no'),
    ];
    // po = 35/50; pe = 0.5 * 0.6 + 0.5 * 0.4 = 0.5
    expect(valueOf(cohenKappa(one, other))).toBeCloseTo(0.4, 12);
  });

  test('is not defined without tokens or where all say one thing', () => {
    expect(cohenKappa([], [])).toEqual(NOTHING);
    expect(cohenKappa(['', ''], ['', ''])).toEqual(NO_VARIATION);
    // One of the two varies: chance agrees half of the time, and so do they.
    expect(cohenKappa(['', ''], ['', 'Disease'])).toEqual({ kind: 'defined', value: 0 });
  });
});

describe('nominal alpha has the values of Krippendorff 2011', () => {
  test.each([
    { raters: ['0100000010', '1110010000'], alpha: 0.095 },
    { raters: ['aabbdcccedda', 'babbbccceddd'], alpha: 0.692 },
    { raters: ['123321412...', '1233224125.3', '.3332342251.', '12332441251.'], alpha: 0.743 },
  ])('$raters', ({ raters, alpha }) => {
    expect(valueOf(krippendorffAlpha(raters.map(values)))).toBeCloseTo(alpha, 3);
  });

  test('and is not defined without pairs or without variation', () => {
    expect(krippendorffAlpha([values('a.'), values('.b')])).toEqual(NOTHING);
    expect(krippendorffAlpha([values('aa'), values('aa')])).toEqual(NO_VARIATION);
  });
});

test('kappa and alpha are those of nltk and of the krippendorff package', () => {
  for (const { one, other, kappa, alpha, gappy, gappyAlpha } of vectors.cases) {
    const close = (own: AgreementValue, reference: number | null) => {
      if (reference === null) expect(own.kind).toBe('undefined');
      else expect(valueOf(own)).toBeCloseTo(reference, 10);
    };
    close(cohenKappa(one, other), kappa);
    close(krippendorffAlpha([one, other]), alpha);
    close(krippendorffAlpha(gappy.map((rater) => rater.map((value) => value ?? undefined))), gappyAlpha);
  }
  expect(vectors.cases.length).toBeGreaterThan(20);
});

describe('unitizing alpha', () => {
  const span = (start: number, length: number) => ({ start: start - 150, end: start - 150 + length });
  const c = unitizingDisagreement([span(225, 70), span(370, 30)], [span(220, 80), span(355, 20), span(400, 20)], 300);
  const same = [span(180, 60), span(300, 50)];
  const k = unitizingDisagreement(same, same, 300);

  test('has the values of the example in Krippendorff 2004', () => {
    expect(c.observed).toBeCloseTo(0.0144, 4);
    expect(c.expected).toBeCloseTo(0.0532, 4);
    expect(valueOf(unitizingAlpha([c]))).toBeCloseTo(0.7286, 3);
    expect(k.observed).toBe(0);
    expect(k.expected).toBeCloseTo(0.049, 3);
    expect(valueOf(unitizingAlpha([k]))).toBe(1);
    expect(valueOf(unitizingAlpha([c, k]))).toBeCloseTo(0.8591, 3);
  });

  test('is not defined where nobody has a unit', () => {
    expect(unitizingAlpha([])).toEqual(NOTHING);
    expect(unitizingAlpha([unitizingDisagreement([], [], 10)])).toEqual(NO_VARIATION);
  });

  test('is the same from both sides and 1 for equal units', () => {
    const units = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 9 })), { maxLength: 6 })
      .map((places) => apartSpans(places.map(([start, length]) => ({ start, end: start + length }))));
    fc.assert(
      fc.property(units, units, (one, other) => {
        const [there, back] = [unitizingDisagreement(one, other, 70), unitizingDisagreement(other, one, 70)];
        expect(there.observed).toBeCloseTo(back.observed, 12);
        expect(there.expected).toBeCloseTo(back.expected, 12);
        expect(unitizingDisagreement(one, one, 70).observed).toBe(0);
      }),
    );
  });
});

const text = 'Lead poisoning and IL-2 deficiency (rare) .';

function mention(quote: string, entityType: string): Mention {
  const start = text.indexOf(quote);
  return standMention(text, { id: quote, entityType, pieces: [{ start, end: start + quote.length }] });
}

test('tokens are words without outer punctuation, labelled by all types that touch them', () => {
  const tokens = agreementTokens(text);
  expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual([
    'Lead',
    'poisoning',
    'and',
    'IL-2',
    'deficiency',
    'rare',
  ]);
  const mentions = [mention('Lead', 'Chemical'), mention('Lead poisoning', 'Disease'), mention('IL', 'Gene')];
  expect(tokenLabels(tokens, mentions)).toEqual(['Chemical\nDisease', 'Disease', '', 'Gene', '', '']);
  expect(tokenLabels(tokens, mentions, new Set(['Gene']))).toEqual(['', '', '', 'Gene', '', '']);
});

describe('a report', () => {
  const one = [mention('Lead poisoning', 'Disease'), mention('IL-2', 'Gene')];
  const other = [mention('Lead', 'Chemical'), mention('poisoning', 'Disease'), mention('IL-2', 'Gene')];
  const report = measureAgreement([
    { documentId: 'a', text, one, other },
    { documentId: 'b', text: 'Nothing here', one: [], other: [] },
  ]);

  test('counts mentions exactly and by overlap', () => {
    // Equal: IL-2. Of five, four overlap one of their type: both diseases, both genes.
    expect(report.overall).toMatchObject({ oneCount: 2, otherCount: 3, equalCount: 1, tokenCount: 8 });
    expect(valueOf(report.overall.exactF1)).toBeCloseTo(2 / 5, 12);
    expect(valueOf(report.overall.relaxedF1)).toBeCloseTo(4 / 5, 12);
  });

  test('has a row for every type and every document, and says what is not defined', () => {
    expect(report.byType.map(({ name }) => name)).toEqual(['Chemical', 'Disease', 'Gene']);
    expect(report.byType.map(({ exactF1 }) => valueOf(exactF1))).toEqual([0, 0, 1]);
    expect(valueOf(report.byType[2]?.kappa ?? { kind: 'undefined', why: 'no-variation' })).toBe(1);
    const [, b] = report.byDocument;
    expect(b).toMatchObject({ name: 'b', exactF1: NOTHING, kappa: NO_VARIATION, unitizing: NOTHING });
    expect(measureAgreement([]).overall).toMatchObject({ kappa: NOTHING, alpha: NOTHING, exactF1: NOTHING });
  });

  test('says the same from the other side', () => {
    const turned = measureAgreement([{ documentId: 'a', text, one: other, other: one }]);
    const straight = measureAgreement([{ documentId: 'a', text, one, other }]);
    for (const measure of ['exactF1', 'relaxedF1', 'kappa', 'alpha', 'unitizing'] as const) {
      expect(valueOf(turned.overall[measure])).toBeCloseTo(valueOf(straight.overall[measure]) ?? NaN, 12);
    }
  });
});
