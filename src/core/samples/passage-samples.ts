import type { EntityType, Mention, Passage } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';
import { splitSentences } from '../text/split-sentences.ts';
import { contentHash } from './content-hash.ts';
import { gapsWithin } from './gaps-within.ts';
import { mentionsWithin } from './mentions-within.ts';
import type { Sample, SampleOptions } from './sample.ts';
import { renderAnswer, renderInstruction } from './templates.ts';

export interface PassageSamples {
  /** In the order of the text. Their ids are joined from parts that may hold the joint themselves: see that they differ. */
  readonly samples: readonly Sample[];
  /** Asked mentions that no sample could hold whole. */
  readonly crossing: readonly Mention[];
}

/** Makes samples of one passage after the other, all with the same options. */
export interface PassageSampler {
  readonly samplesOf: (documentId: string, passage: Passage) => PassageSamples;
  /** The sample of a part of the text that is known to be one. `contentHash` spares the hashing where it is known. */
  readonly sampleAt: (
    documentId: string,
    passage: Passage,
    part: { readonly span: Span; readonly contentHash?: string },
  ) => Sample;
}

export function createPassageSampler(options: SampleOptions): PassageSampler {
  const asked = new Set<EntityType>(options.entityTypes);
  const instruction = renderInstruction(options.instructionTemplate, options.entityTypes);
  const sampleAt: PassageSampler['sampleAt'] = (documentId, passage, { span, contentHash: known }) => {
    const input = passage.text.slice(span.start, span.end);
    const mentions = mentionsWithin(passage.mentions, span, asked);
    const content = {
      instruction: passage.given?.instruction ?? instruction,
      input,
      answer: passage.given?.answer ?? renderAnswer(mentions),
    };
    const gaps = gapsWithin(passage.gaps, span);
    return {
      id: `${documentId}/${passage.id}/${span.start}-${span.end}`,
      documentId,
      passageId: passage.id,
      span,
      ...content,
      mentions,
      ...(gaps && { gaps }),
      contentHash: known ?? contentHash(content),
    };
  };
  return {
    sampleAt,
    samplesOf: (documentId, passage) => {
      const units = findUnits(passage, options.unit);
      const mentions = passage.mentions.filter(({ entityType }) => asked.has(entityType));
      const ofAsked = { ...passage, mentions };
      return {
        samples: units.map((span) => sampleAt(documentId, ofAsked, { span })),
        crossing: mentions.filter(({ span }) => !units.some((unit) => contains(unit, span))),
      };
    },
  };
}

function findUnits(passage: Passage, unit: SampleOptions['unit']): readonly Span[] {
  const whole = { start: 0, end: passage.text.length };
  if (passage.given) return [whole];
  if (passage.text.trim() === '') return [];
  if (unit === 'passage' || passage.kind === 'sentence') return [whole];
  return (
    passage.sentences?.filter(({ start, end }) => passage.text.slice(start, end).trim() !== '') ??
    splitSentences(passage.text)
  );
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
