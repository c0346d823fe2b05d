import type { OpenPassage } from '../core/annotations/annotation-edit.ts';
import type { Corpus, Mention, Passage } from '../core/corpus/corpus.ts';
import { mentionsWithin } from '../core/samples/mentions-within.ts';
import type { Sample } from '../core/samples/sample.ts';
import type { StudioState } from './state.ts';

/** The passage that a sample is cut from as it is now, to be edited within the sample; undefined where it is gone. */
export function openPassageOf({ corpus }: Pick<StudioState, 'corpus'>, sample: Sample): OpenPassage | undefined {
  const passage = corpus.kind === 'ready' ? findPassage(corpus.corpus, sample) : undefined;
  if (passage === undefined) return undefined;
  const { documentId, passageId, span } = sample;
  return { ref: { documentId, passageId }, text: passage.text, mentions: passage.mentions, within: span };
}

/** What the file has of a sample's mentions, whatever people edited; spans are relative to the sample's input. */
export function importedMentionsOf(
  { corpus, sampleOptions }: Pick<StudioState, 'corpus' | 'sampleOptions'>,
  sample: Sample,
): readonly Mention[] {
  const passage = corpus.kind === 'ready' ? findPassage(corpus.imported, sample) : undefined;
  return mentionsWithin(passage?.mentions ?? [], sample.span, new Set(sampleOptions.entityTypes));
}

function findPassage({ documents }: Corpus, { documentId, passageId }: Sample): Passage | undefined {
  return documents.find(({ id }) => id === documentId)?.passages.find(({ id }) => id === passageId);
}
