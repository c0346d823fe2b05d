import fc from 'fast-check';
import type { EditOutcome } from '../../core/annotations/annotation-edit.ts';
import { deleteMention, relabelMention } from '../../core/annotations/change-mention.ts';
import { createMention } from '../../core/annotations/create-mention.ts';
import { labelIdentical } from '../../core/annotations/label-identical.ts';
import { addPart, removePart } from '../../core/annotations/mention-parts.ts';
import { moveEdge } from '../../core/annotations/move-edge.ts';
import type { CorpusState } from '../../studio/state/slices/corpus-slice.ts';
import type { StudioState } from '../../studio/state/state.ts';
import type { StudioFixture } from './studio-fixture.ts';
import { openPassages } from '../open-passages.ts';

/** Combining marks, characters beyond U+FFFF and joined ones before, within and behind mentions. */
export const ASTRAL_ABSTRACT = `7|t|Ate\u0301 𝛼-synuclein, 👩\u200D🔬 and aspirin; aspirin-like.
7|a|Lung and left heart injuries after aspirin. No more.
7\t5\t16\t𝛼-synuclein\tGene\t6622
7\t25\t32\taspirin\tChemical\tD001241

`;

export function readyCorpusOf({ corpus }: Pick<StudioState, 'corpus'>): Extract<CorpusState, { kind: 'ready' }> {
  if (corpus.kind !== 'ready') throw new Error(`the corpus is ${corpus.kind}`);
  return corpus;
}

/** One thing that a person may do in Review; what does not fit the corpus at hand does nothing. */
export const reviewAct = fc.record({
  kind: fc.constantFrom(
    'create',
    'relabel',
    'delete',
    'move',
    'add',
    'remove',
    'same',
    'decide',
    'note',
    'undo',
    'redo',
  ),
  passage: fc.nat(3),
  place: fc.nat(3),
  start: fc.nat(45),
  length: fc.nat(12),
  entityType: fc.constantFrom('Disease', 'Chemical', 'Gene'),
});

export type ReviewAct = typeof reviewAct extends fc.Arbitrary<infer T> ? T : never;

export async function performReviewAct(studio: StudioFixture, next: ReviewAct): Promise<void> {
  const { commands } = studio;
  const { corpus, samples } = await studio.whole();
  const open = openPassages(corpus);
  const passage = open[next.passage % open.length];
  if (passage === undefined) return;
  const mention = passage.mentions[next.place % Math.max(1, passage.mentions.length)];
  const id = mention?.id ?? 'none';
  const span = { start: next.start, end: next.start + next.length };
  const sampleId = samples[next.place % samples.length]?.id ?? '';
  const run = async (outcome: EditOutcome): Promise<void> => {
    if (outcome.kind === 'edit') await commands.edit(outcome.edit);
  };
  switch (next.kind) {
    case 'create':
      return run(createMention(passage, span, { entityType: next.entityType }));
    case 'relabel':
      return run(relabelMention(passage, id, next.entityType));
    case 'delete':
      return run(deleteMention(passage, id));
    case 'move':
      return run(moveEdge(passage, id, { edge: next.length % 2 === 0 ? 'start' : 'end', to: next.start }));
    case 'add':
      return run(addPart(passage, id, span));
    case 'remove':
      return run(removePart(passage, id, next.start));
    case 'same':
      return mention && run(labelIdentical(open, mention, { matchCase: false, wholeWord: false }).outcome);
    case 'decide':
      return commands.decide([sampleId], next.length % 2 === 0 ? 'unsure' : 'approved', 'so');
    case 'note':
      return commands.note(sampleId, next.entityType);
    case 'undo':
      return commands.undo();
    case 'redo':
      return commands.redo();
    default:
      return next.kind satisfies never;
  }
}
