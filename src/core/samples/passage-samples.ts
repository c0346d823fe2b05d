import type { EntityType, Mention, Passage } from '../corpus/corpus.ts';
import type { Span } from '../text/span.ts';
import { splitSentences } from '../text/split-sentences.ts';
import { contentHash } from './content-hash.ts';
import { gapsWithin } from './gaps-within.ts';
import { isWithinOne, joinSentences, type TextUnit } from './join-sentences.ts';
import { mentionsWithin } from './mentions-within.ts';
import type { Sample, SampleOptions } from './sample.ts';
import { renderAnswer, renderInstruction } from './templates.ts';

export interface PassageSamples {
  /** In the order of the text. Their ids are joined from parts that may hold the joint themselves: see that they differ. */
  readonly samples: readonly Sample[];
  /** Those made of several sentences, with the ids that these would have as samples of their own. */
  readonly joined: readonly JoinedSample[];
  /** Mentions that reach over the end of a sentence, whatever their type. */
  readonly crossing: readonly Mention[];
}

export interface JoinedSample {
  readonly sampleId: string;
  readonly parts: readonly { readonly sampleId: string; readonly text: string }[];
}

/** Makes samples of one passage after the other, all with the same options. */
export interface PassageSampler {
  /** Sentences are joined by mentions of any type, so that the types asked for make no other samples. */
  readonly samplesOf: (documentId: string, passage: Passage) => PassageSamples;
  /** The sample of a part of the text that is known to be one. `contentHash` spares the hashing where it is known. */
  readonly sampleAt: (
    documentId: string,
    passage: Passage,
    part: { readonly span: Span; readonly contentHash?: string },
  ) => Sample;
}

/** Creates what makes samples of passages, one passage after the other. */
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
      id: sampleIdOf(documentId, passage, span),
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
      const joined = units.filter(isJoined);
      return {
        samples: units.map(({ span }) => sampleAt(documentId, ofAsked, { span })),
        joined: joined.map(({ span, sentences }) => ({
          sampleId: sampleIdOf(documentId, passage, span),
          parts: sentences.map((part) => ({
            sampleId: sampleIdOf(documentId, passage, part),
            text: passage.text.slice(part.start, part.end),
          })),
        })),
        crossing: joined.length === 0 ? [] : crossingOf(units, passage.mentions),
      };
    },
  };
}

function sampleIdOf(documentId: string, { id }: Passage, { start, end }: Span): string {
  return `${documentId}/${id}/${start}-${end}`;
}

function findUnits(passage: Passage, unit: SampleOptions['unit']): readonly TextUnit[] {
  const span = { start: 0, end: passage.text.length };
  const whole = { span, sentences: [span] };
  if (passage.given) return [whole];
  if (passage.text.trim() === '') return [];
  if (unit === 'passage' || passage.kind === 'sentence') return [whole];
  const given = passage.sentences?.filter(({ start, end }) => passage.text.slice(start, end).trim() !== '');
  const sentences = given ?? splitSentences(passage.text);
  const joining = passage.mentions.map((mention) => mention.span);
  return joinSentences(sentences, passage.joins === undefined ? joining : [...joining, ...passage.joins]);
}

function crossingOf(units: readonly TextUnit[], mentions: readonly Mention[]): readonly Mention[] {
  const sentences = units.flatMap((unit) => unit.sentences);
  return mentions.filter(({ span }) => !isWithinOne(sentences, span));
}

/** Not just one sentence as it is. */
function isJoined({ span, sentences }: TextUnit): boolean {
  return sentences.length !== 1 || sentences[0]?.start !== span.start || sentences[0].end !== span.end;
}
