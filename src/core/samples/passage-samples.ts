import type { EntityType, Mention, Passage } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';
import { splitSentences } from '../text/split-sentences.ts';
import { contentHash } from './content-hash.ts';
import { mentionsWithin } from './mentions-within.ts';
import type { Sample, SampleOptions } from './sample.ts';
import { renderAnswer, renderInstruction } from './templates.ts';

export interface PassageSamples {
  /** In the order of the text. Their ids are joined from parts that may hold the joint themselves: see that they differ. */
  readonly samples: readonly Sample[];
  /** Asked mentions that no sample could hold whole. */
  readonly crossing: readonly Mention[];
}

/** Makes the samples of one passage after the other, all with the same options. */
export function createPassageSampler(options: SampleOptions): (documentId: string, passage: Passage) => PassageSamples {
  const asked = new Set<EntityType>(options.entityTypes);
  const instruction = renderInstruction(options.instructionTemplate, options.entityTypes);
  return (documentId, passage) => {
    const mentions = passage.mentions.filter(({ entityType }) => asked.has(entityType));
    const units = findUnits(passage, options.unit);
    const samples = units.map((span): Sample => {
      const input = passage.text.slice(span.start, span.end);
      const inside = mentionsWithin(mentions, span, asked);
      const content = {
        instruction: passage.given?.instruction ?? instruction,
        input,
        answer: passage.given?.answer ?? renderAnswer(inside),
      };
      return {
        id: `${documentId}/${passage.id}/${span.start}-${span.end}`,
        documentId,
        passageId: passage.id,
        span,
        ...content,
        mentions: inside,
        contentHash: contentHash(content),
      };
    });
    return { samples, crossing: mentions.filter(({ span }) => !units.some((unit) => contains(unit, span))) };
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
