import type { Corpus, Document, Mention, Passage } from '../corpus/corpus.ts';
import { createUniqueIds } from '../corpus/unique-ids.ts';
import type { DataIssue } from '../issue.ts';
import { excerpt } from '../text/excerpt.ts';
import type { Span } from '../text/span.ts';
import { splitSentences } from '../text/split-sentences.ts';
import { contentHash } from './content-hash.ts';
import { mentionsWithin } from './mentions-within.ts';
import type { Sample, SampleOptions } from './sample.ts';
import { renderAnswer, renderInstruction } from './templates.ts';

export interface BuiltSamples {
  /** In the corpus's order. */
  readonly samples: readonly Sample[];
  /** One `mention-crosses-sentences` for each asked mention that no sample could hold whole. */
  readonly issues: readonly DataIssue[];
}

/**
 * One sample a unit: a sentence (the format's own, else found by rule) or a passage. White space alone makes no
 * sample. A row that brings its own instruction and answer is one sample, word for word as given. A mention that
 * crosses a unit's edge is in no answer and is listed.
 */
export function buildSamples(corpus: Corpus, options: SampleOptions): BuiltSamples {
  const samples: Sample[] = [];
  const issues: DataIssue[] = [];
  const asked = new Set(options.entityTypes);
  const instruction = renderInstruction(options.instructionTemplate, options.entityTypes);
  // Ids are joined from parts that may hold the joint themselves.
  const uniqueId = createUniqueIds();

  for (const document of corpus.documents) {
    for (const passage of document.passages) {
      const mentions = passage.mentions.filter(({ entityType }) => asked.has(entityType));
      const units = findUnits(passage, options.unit);
      for (const span of units) {
        const input = passage.text.slice(span.start, span.end);
        const inside = mentionsWithin(mentions, span, asked);
        const content = {
          instruction: passage.given?.instruction ?? instruction,
          input,
          answer: passage.given?.answer ?? renderAnswer(inside),
        };
        samples.push({
          id: uniqueId(`${document.id}/${passage.id}/${span.start}-${span.end}`),
          documentId: document.id,
          passageId: passage.id,
          span,
          ...content,
          mentions: inside,
          contentHash: contentHash(content),
        });
      }
      for (const mention of mentions) {
        if (!units.some((unit) => contains(unit, mention.span))) issues.push(crossingIssue(document, mention));
      }
    }
  }
  return { samples, issues };
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

function crossingIssue(document: Document, mention: Mention): DataIssue {
  return {
    code: 'mention-crosses-sentences',
    severity: 'warning',
    file: document.source,
    documentId: document.id,
    found: `${mention.entityType} "${excerpt(mention.quote)}"`,
    expected: 'a mention within one sentence',
  };
}
