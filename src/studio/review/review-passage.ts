import type { OpenPassage } from '../../core/annotations/annotation-edit.ts';
import type { Sample } from '../../core/samples/sample.ts';
import type { OpenSample } from '../state/slices/samples-slice.ts';

/** The passage that a sample is cut from as it is now, to be edited within the sample. */
export function openPassageOf({ row, passage }: Pick<OpenSample, 'row' | 'passage'>): OpenPassage {
  const { documentId, passageId, span }: Sample = row.sample;
  return { ref: { documentId, passageId }, text: passage.text, mentions: passage.mentions, within: span };
}
