import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MentionRecord } from '../annotations/apply-changes.ts';
import { standMention, standsIn } from '../annotations/stand-mention.ts';
import type { Mention } from '../corpus/corpus.ts';
import type { Decision } from '../selection/selection.ts';
import type { ConflictState } from './merge-conflict.ts';
import { mergeReviews as mergeAll, type ReviewState } from './merge-reviews.ts';
import { NO_ANCESTORS } from '../../testing/no-ancestors.ts';
import type { SampleNote } from './sample-note.ts';

const TEXT = 'Aspirin 🧪 and ibuprofe\u0301n eased the pain of rats.';
const passage = { documentId: 'doc', passageId: '0' };
const EMPTY: ReviewState = { decisions: [], notes: [], marks: [], mentionEdits: [], conflicts: [] };
/** Ids of the file are `g0` to `g3`; people's begin with n. */
const imported = new Map(
  ['g0', 'g1', 'g2', 'g3'].map((id, place) => {
    const pieces = [{ start: 8 + place, end: 12 + place }];
    return [id, standMention(TEXT, { id, entityType: 'Gene', pieces })];
  }),
);

/** Of copies that nothing is known of. */
function mergeReviews(one: ReviewState, other: ReviewState): ReviewState {
  return mergeAll(one, other, { imported: () => imported, ancestors: NO_ANCESTORS });
}

const author = fc.constantFrom('Ann', 'Ben');
const atMs = fc.integer({ min: 0, max: 5 });
const sampleId = fc.constantFrom('s1', 's2', 's3', 's4');
const decision: fc.Arbitrary<Decision> = fc.record({
  sampleId,
  verdict: fc.constantFrom('approved', 'rejected', 'unsure'),
  decidedAtMs: atMs,
  author,
});
const note: fc.Arbitrary<SampleNote> = fc.record({
  sampleId,
  text: fc.constantFrom('look again', 'look', 'wrong type', 'ok'),
  author,
  writtenAtMs: atMs,
});
const borders = [...new Intl.Segmenter('en').segment(TEXT)].map(({ index }) => index);
const span = fc.tuple(fc.nat(borders.length - 2), fc.integer({ min: 1, max: 6 })).map(([from, length]) => ({
  start: borders[from] ?? 0,
  end: borders[Math.min(from + length, borders.length - 1)] ?? TEXT.length,
}));
const mentionOf = (id: string): fc.Arbitrary<Mention> =>
  fc
    .tuple(span, fc.constantFrom('Chemical', 'Disease'))
    .map(([piece, entityType]) => standMention(TEXT, { id, entityType, pieces: [piece] }));
const changed: fc.Arbitrary<MentionRecord> = fc.constantFrom('g0', 'g1', 'g2', 'g3').chain((mentionId) =>
  fc
    .oneof(
      fc.constant({ kind: 'deleted' as const }),
      mentionOf(mentionId).map((mention) => ({ kind: 'put' as const, mention })),
    )
    .map((state) => ({ passage, mentionId, state })),
);
const added: fc.Arbitrary<MentionRecord> = fc
  .constantFrom('n0', 'n1', 'n2')
  .chain((mentionId) =>
    mentionOf(mentionId).map((mention) => ({ passage, mentionId, state: { kind: 'put' as const, mention } })),
  );
const unique = <T>(item: fc.Arbitrary<T>, selector: (value: T) => string) =>
  fc.uniqueArray(item, { selector, maxLength: 4 });
const ofOne: fc.Arbitrary<ReviewState> = fc.record({
  decisions: unique(decision, (each) => each.sampleId),
  notes: unique(note, (each) => each.sampleId),
  mentionEdits: unique(fc.oneof(changed, added), (each) => each.mentionId),
  marks: unique(fc.record({ sampleId, author, markedAtMs: atMs }), (each) => each.sampleId),
  conflicts: fc.constant([]),
});
const settled: fc.Arbitrary<ConflictState> = fc.oneof(
  fc.record({ kind: fc.constant('settled'), choice: fc.constantFrom('standing', 'other'), author, atMs }),
  fc.record({ kind: fc.constant('open'), reopenedAtMs: atMs }),
);
/** Of a curator who has merged before, and has settled some of what came of it. */
const ofMerger = fc
  .tuple(ofOne, ofOne, fc.array(fc.option(settled, { nil: undefined }), { minLength: 8, maxLength: 8 }))
  .map(([one, other, states]): ReviewState => {
    const merged = mergeReviews(one, other);
    return {
      ...merged,
      conflicts: merged.conflicts.map((each, index) => ({ ...each, state: states[index] ?? each.state })),
    };
  });
const review = fc.oneof(ofOne, ofMerger);

describe('merging two copies of a project', () => {
  it('gives the same whichever comes first', () => {
    fc.assert(
      fc.property(review, review, (one, other) => {
        const merged = mergeReviews(one, other);
        const turned = mergeReviews(other, one);
        expect(turned).toEqual(merged);
      }),
    );
  });

  it('drops nothing: every decision, note and mention of either stands or is in a conflict', () => {
    fc.assert(
      fc.property(ofOne, ofOne, (one, other) => {
        const merged = mergeReviews(one, other);
        for (const side of [one, other]) {
          for (const each of side.decisions) {
            const standing = merged.decisions.find(({ sampleId: id }) => id === each.sampleId);
            const isListed = merged.conflicts.some(
              ({ conflict }) => conflict.kind === 'decision' && conflict.sampleId === each.sampleId,
            );
            expect(standing?.verdict === each.verdict || isListed).toBe(true);
          }
          for (const each of side.notes) {
            const standing = merged.notes.find(({ sampleId: id }) => id === each.sampleId);
            const isListed = merged.conflicts.some(
              ({ conflict }) => conflict.kind === 'note' && conflict.other?.text === each.text,
            );
            expect(standing?.text === each.text || isListed).toBe(true);
          }
          for (const { mentionId, state } of side.mentionEdits) {
            const stands = merged.mentionEdits.some((record) =>
              state.kind === 'put' && record.state.kind === 'put'
                ? record.state.mention.quote === state.mention.quote &&
                  record.state.mention.span.start === state.mention.span.start
                : record.state.kind === state.kind && record.mentionId === mentionId,
            );
            const isListed = merged.conflicts.some(
              ({ conflict }) => conflict.kind === 'mention' && conflict.mentionId === mentionId,
            );
            expect(stands || isListed).toBe(true);
          }
        }
      }),
    );
  });

  it('keeps every id once and every quote where it stands', () => {
    fc.assert(
      fc.property(review, review, (one, other) => {
        const { mentionEdits } = mergeReviews(one, other);
        expect(new Set(mentionEdits.map(({ mentionId }) => mentionId)).size).toBe(mentionEdits.length);
        for (const { mentionId, state } of mentionEdits) {
          if (state.kind !== 'put') continue;
          expect(state.mention.id).toBe(mentionId);
          expect(standsIn(TEXT, state.mention)).toBe(true);
        }
      }),
    );
  });

  it('changes nothing when it is done again, or with nothing', () => {
    fc.assert(
      fc.property(review, review, (one, other) => {
        const merged = mergeReviews(one, other);
        for (const side of [merged, one, other, EMPTY]) {
          const { decisions, notes, conflicts } = mergeReviews(merged, side);
          expect({ decisions, notes }).toEqual({ decisions: merged.decisions, notes: merged.notes });
          expect(conflicts).toEqual(merged.conflicts);
        }
        expect(mergeReviews(merged, merged).mentionEdits).toEqual(merged.mentionEdits);
      }),
    );
  });

  it('lists a mention that one deletes and the other moves, and keeps it', () => {
    const moved = standMention(TEXT, { id: 'g0', entityType: 'Chemical', pieces: [{ start: 0, end: 7 }] });
    const one = { ...EMPTY, mentionEdits: [{ passage, mentionId: 'g0', state: { kind: 'deleted' as const } }] };
    const other = {
      ...EMPTY,
      mentionEdits: [{ passage, mentionId: 'g0', state: { kind: 'put' as const, mention: moved } }],
    };
    const merged = mergeReviews(one, other);
    expect(merged.mentionEdits).toEqual(other.mentionEdits);
    expect(merged.conflicts).toEqual([
      {
        conflict: {
          kind: 'mention',
          passage,
          mentionId: 'g0',
          standing: { kind: 'put', mention: moved },
          other: { kind: 'deleted' },
        },
        state: { kind: 'open' },
      },
    ]);
  });
});
