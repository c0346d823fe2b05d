import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { AnnotationGap, Corpus, Mention, Passage } from '../corpus/corpus.ts';
import { settleSample } from './annotation-mark.ts';
import { buildSamples } from './build-samples.ts';
import { gapsWithin } from './gaps-within.ts';
import type { Sample } from './sample.ts';
import { sampleState } from './sample-state.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from './templates.ts';

const OPTIONS = {
  entityTypes: ['Chemical'],
  instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
  unit: 'sentence',
} as const;
const TEXT = 'Zinc helps. Nothing else. Lead harms.';
const MENTION: Mention = { id: 'm1', span: { start: 0, end: 4 }, entityType: 'Chemical', quote: 'Zinc' };

function samplesOf(passage: Partial<Passage>, marked: readonly string[] = []): readonly Sample[] {
  const whole = { id: 'p', kind: 'abstract', text: TEXT, mentions: [MENTION], ...passage };
  const corpus: Corpus = { documents: [{ id: 'd', source: 'a.txt', passages: [whole], boundaries: 'given' }] };
  return buildSamples(corpus, OPTIONS, new Set(marked)).samples;
}

describe('the state of a sample', () => {
  it('is positive or negative without gaps, and not annotated in every sample of a gap without a place', () => {
    expect(samplesOf({}).map(sampleState)).toEqual(['positive', 'negative', 'negative']);
    expect(samplesOf({ gaps: [{ kind: 'unannotated' }] }).map(sampleState)).toEqual([
      'unannotated',
      'unannotated',
      'unannotated',
    ]);
  });

  it('is not annotated where a gap has its place, whatever mentions stand there; its spans are of the sample', () => {
    const issue = { code: 'quote-mismatch', severity: 'error', file: 'a.txt', line: 7 } as const;
    const made = samplesOf({ gaps: [{ kind: 'lost', span: { start: 5, end: 14 }, issue }] });
    expect(made.map(sampleState)).toEqual(['lost', 'lost', 'negative']);
    expect(made.map(({ gaps }) => gaps)).toEqual([
      [{ kind: 'lost', span: { start: 5, end: 11 }, issue }],
      [{ kind: 'lost', span: { start: 0, end: 2 }, issue }],
      undefined,
    ]);
  });

  it('is what the mentions say once somebody has marked it, and no other sample is settled by that', () => {
    const gaps: AnnotationGap[] = [{ kind: 'unannotated' }, { kind: 'lost', span: { start: 0, end: 3 } }];
    const states = samplesOf({ gaps }, ['d/p/0-11', 'd/p/12-25', 'gone']).map(sampleState);
    expect(states).toEqual(['positive', 'negative', 'unannotated']);
  });

  it('a marked row says the mentions that stand, not the answer that could not be read', () => {
    const given = { instruction: 'Find.', answer: '[{"entity": "Chemical", "name": "gold"}]' };
    const gaps = [{ kind: 'lost' as const }];
    const [sample] = samplesOf({ given, gaps, mentions: [] });
    expect(sample).toMatchObject({ answer: given.answer, gaps });
    const id = sample?.id ?? '';
    const [marked] = samplesOf({ given, gaps, mentions: [] }, [id]);
    expect(marked).toMatchObject({ id, answer: '[]', settled: true });
    expect(marked && sampleState(marked)).toBe('negative');
    expect(marked?.contentHash).not.toBe(sample?.contentHash);
    // A mark on a sample that is complete means nothing.
    expect(samplesOf({ given, mentions: [] }, [id])).toEqual(samplesOf({ given, mentions: [] }));
  });
});

test('a gap touches exactly the parts that share a character with it, and settling twice changes nothing more', () => {
  const span = fc
    .tuple(fc.nat(20), fc.integer({ min: 1, max: 10 }))
    .map(([start, length]) => ({ start, end: start + length }));
  fc.assert(
    fc.property(span, span, (gap, part) => {
      const shared = Array.from({ length: 40 }, (_, at) => at).filter(
        (at) => gap.start <= at && at < gap.end && part.start <= at && at < part.end,
      );
      const [first, last] = [shared[0], shared.at(-1)];
      const expected =
        first === undefined || last === undefined
          ? undefined
          : [{ kind: 'lost', span: { start: first - part.start, end: last + 1 - part.start } }];
      expect(gapsWithin([{ kind: 'lost', span: gap }], part)).toEqual(expected);
    }),
  );
  for (const sample of samplesOf({ gaps: [{ kind: 'partial' }] })) {
    const once = settleSample(sample);
    expect(settleSample(once)).toEqual(once);
  }
});
