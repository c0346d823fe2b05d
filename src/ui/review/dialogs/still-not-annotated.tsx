import type { MentionChange } from '../../../core/annotations/annotation-edit.ts';
import { formatNoun } from '../../common/number-format.ts';
import { useStudio } from '../../common/studio-context.tsx';
import { useAnswerAbout } from './use-answer-about.ts';

const CORPUS_ORDER = { column: 'position', descending: false } as const;

/** Says how many samples an act on many touches that are not annotated, and stay so: the act settles none of them. */
export function StillNotAnnotated({ changes }: { readonly changes: readonly MentionChange[] }) {
  const version = useStudio(({ sampleView }) => sampleView?.version);
  const count = useAnswerAbout(changes, String(version), async (samples) => {
    const locators = changes.flatMap(({ passage, after }) =>
      after === undefined ? [] : [{ passage, span: after.span }],
    );
    const places = new Set((await samples.locate(locators)).flatMap((place) => place ?? []));
    const among = [Uint32Array.from(places)];
    return (await samples.find({ filter: { kind: 'not-annotated', among }, text: '', order: CORPUS_ORDER })).length;
  });
  if (count === undefined || count === 0) return null;
  return (
    <p role="status">
      {formatNoun(count, 'sample')} that it touches {count === 1 ? 'is' : 'are'} not annotated, and{' '}
      {count === 1 ? 'stays' : 'stay'} so until somebody looks at {count === 1 ? 'it' : 'them'}.
    </p>
  );
}
