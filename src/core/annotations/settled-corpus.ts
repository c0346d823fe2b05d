import { passageKey } from './current-corpus.ts';
import type { Corpus, Passage } from '../corpus/corpus.ts';
import { gapsWithin } from '../samples/gaps-within.ts';
import type { Sample } from '../samples/sample.ts';
import { isAnnotated } from '../samples/sample-state.ts';
import { countNoun } from '../text/count-noun.ts';
import type { DataIssue } from '../issue.ts';
import { groupBy } from '../corpus/group-by.ts';

/**
 * A corpus as people left it: gaps that they settled are gone, and a row's own answer that could not be read gives way
 * to the mentions that stand. `samples` are all that are made of it, or those of some passages.
 */
export function settledCorpus({ documents }: Corpus, samples: readonly Sample[]): Corpus {
  const settled = samples.filter((sample) => sample.settled === true);
  if (settled.length === 0) return { documents };
  const touched = new Set(settled.map((sample) => passageKey(sample)));
  const ofPassage = groupBy(samples, (sample) => passageKey(sample));
  return {
    documents: documents.map((document) => ({
      ...document,
      passages: document.passages.map((passage) => {
        const key = passageKey({ documentId: document.id, passageId: passage.id });
        return touched.has(key) ? settledPassage(passage, ofPassage.get(key) ?? []) : passage;
      }),
    })),
  };
}

function settledPassage(passage: Passage, samples: readonly Sample[]): Passage {
  const open = samples.filter((sample) => !isAnnotated(sample));
  const left = (passage.gaps ?? []).filter((gap) => open.some(({ span }) => gapsWithin([gap], span) !== undefined));
  const { gaps: _, ...rest } = passage;
  const [first] = samples;
  return {
    ...rest,
    ...(left.length > 0 && { gaps: left }),
    ...(passage.given !== undefined &&
      first?.settled === true && { given: { ...passage.given, answer: first.answer } }),
  };
}

/** No format says of a text that nobody annotated it, or not in full. */
export function gapLosses({ documents }: Corpus): readonly DataIssue[] {
  const count = documents.reduce(
    (sum, { passages }) => sum + passages.filter(({ gaps }) => gaps !== undefined).length,
    0,
  );
  if (count === 0) return [];
  return [
    {
      code: 'not-kept',
      severity: 'warning',
      file: documents[0]?.source ?? '',
      found: `that ${countNoun(count, 'text is', 'texts are')} not annotated, or not in full`,
      expected: 'texts that are annotated',
    },
  ];
}
