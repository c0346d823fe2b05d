import type { OpenPassage } from '../core/annotations/annotation-edit.ts';
import type { Corpus, Passage } from '../core/corpus/corpus.ts';
import type { Sample } from '../core/samples/sample.ts';
import type { StudioState } from './state.ts';

/** The passage that a sample is cut from as it is now, to be edited within the sample; undefined where it is gone. */
export function openPassageOf({ corpus }: Pick<StudioState, 'corpus'>, sample: Sample): OpenPassage | undefined {
  const passage = corpus.kind === 'ready' ? findPassage(corpus.corpus, sample) : undefined;
  if (passage === undefined) return undefined;
  const { documentId, passageId, span } = sample;
  return { ref: { documentId, passageId }, text: passage.text, mentions: passage.mentions, within: span };
}

function findPassage({ documents }: Corpus, { documentId, passageId }: Sample): Passage | undefined {
  return documents.find(({ id }) => id === documentId)?.passages.find(({ id }) => id === passageId);
}
