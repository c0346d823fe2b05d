import { describe, expect, it } from 'vitest';
import { currentPassage } from '../annotations/current-corpus.ts';
import type { Corpus, Mention, Passage } from '../corpus/corpus.ts';
import { buildSamples } from './build-samples.ts';
import { isPositiveSample } from './sample.ts';
import { summarizeCorpus } from './summarize-corpus.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from './templates.ts';

const options = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
  unit: 'sentence',
} as const;

function mention(text: string, quote: string, entityType = 'Chemical'): Mention {
  const start = text.indexOf(quote);
  return { id: `m${start}`, span: { start, end: start + quote.length }, entityType, quote };
}

function corpusOf(...passages: Passage[]): Corpus {
  return { documents: [{ id: 'd1', source: 'a.txt', passages, boundaries: 'given' }] };
}

const text = 'Lead causes anaemia. Nothing here. Zinc deficiency. Syndrome is rare.';
const abstract: Passage = {
  id: 'abstract',
  kind: 'abstract',
  text,
  mentions: [mention(text, 'Lead'), mention(text, 'anaemia', 'Disease'), mention(text, 'Zinc', 'Gene')],
};

describe('buildSamples', () => {
  it('makes one sample a sentence, with the asked mentions moved into it', () => {
    const { samples, issues } = buildSamples(corpusOf(abstract), options);
    expect(samples.map(({ input, answer }) => [input, answer])).toEqual([
      ['Lead causes anaemia.', '[{"entity": "Chemical", "name": "Lead"}, {"entity": "Disease", "name": "anaemia"}]'],
      ['Nothing here.', '[]'],
      ['Zinc deficiency.', '[]'],
      ['Syndrome is rare.', '[]'],
    ]);
    expect(issues).toEqual([]);
    for (const sample of samples) {
      expect(text.slice(sample.span.start, sample.span.end)).toBe(sample.input);
      for (const { span, quote } of sample.mentions) expect(sample.input.slice(span.start, span.end)).toBe(quote);
    }
  });

  it('makes one sample a passage on request', () => {
    const { samples } = buildSamples(corpusOf(abstract), { ...options, unit: 'passage' });
    expect(samples.map(({ id, input }) => [id, input])).toEqual([[`d1/abstract/0-${text.length}`, text]]);
  });

  it('makes one sample of the sentences that a mention reaches over, whatever types are asked for, and lists it', () => {
    const crossing = {
      ...abstract,
      mentions: [mention(text, 'Lead'), mention(text, 'deficiency. Syndrome', 'Disease'), mention(text, 'Zinc')],
    };
    const { samples, issues } = buildSamples(corpusOf(crossing), options);
    expect(samples.map(({ id, input, answer }) => [id, input, answer])).toEqual([
      ['d1/abstract/0-20', 'Lead causes anaemia.', '[{"entity": "Chemical", "name": "Lead"}]'],
      ['d1/abstract/21-34', 'Nothing here.', '[]'],
      [
        `d1/abstract/35-${text.length}`,
        'Zinc deficiency. Syndrome is rare.',
        '[{"entity": "Chemical", "name": "Zinc"}, {"entity": "Disease", "name": "deficiency. Syndrome"}]',
      ],
    ]);
    expect(issues).toMatchObject([
      { code: 'mention-crosses-sentences', severity: 'note', file: 'a.txt', documentId: 'd1' },
    ]);
    const ofChemicals = buildSamples(corpusOf(crossing), { ...options, entityTypes: ['Chemical'] });
    expect(ofChemicals.samples.map(({ id }) => id)).toEqual(samples.map(({ id }) => id));
  });

  it('makes the same samples once a person has changed or deleted the mention that joined sentences', () => {
    const joining = mention(text, 'deficiency. Syndrome', 'Disease');
    const passage = { ...abstract, mentions: [joining] };
    const ids = buildSamples(corpusOf(passage), options).samples.map(({ id }) => id);
    for (const edit of [
      { kind: 'deleted' },
      { kind: 'put', mention: { ...joining, ...mention(text, 'deficiency', 'Disease'), id: joining.id } },
    ] as const) {
      const current = currentPassage(passage, new Map([[joining.id, edit]]));
      expect(buildSamples(corpusOf(current), options).samples.map(({ id }) => id)).toEqual(ids);
    }
  });

  it("takes the format's own sentences", () => {
    const sentences = [
      { start: 0, end: 34 },
      { start: 35, end: text.length },
    ];
    const { samples } = buildSamples(corpusOf({ ...abstract, sentences }), options);
    expect(samples.map(({ span }) => span)).toEqual(sentences);
  });

  it('keeps a sentence of the format whole, whatever stands in it', () => {
    const { samples } = buildSamples(corpusOf({ ...abstract, kind: 'sentence' }), options);
    expect(samples).toHaveLength(1);
  });

  it('moves the fragments of a discontinuous mention too', () => {
    const line = 'No. It is breast and ovarian cancer.';
    const at = (word: string) => ({ start: line.indexOf(word), end: line.indexOf(word) + word.length });
    const split: Mention = {
      id: 'm',
      span: { start: at('breast').start, end: at('cancer').end },
      fragments: [at('breast'), at('cancer')],
      entityType: 'Disease',
      quote: 'breast cancer',
    };
    const { samples } = buildSamples(corpusOf({ id: 'p', kind: 'abstract', text: line, mentions: [split] }), options);
    const [sample] = samples.filter(isPositiveSample);
    const fragments = sample?.mentions[0]?.fragments ?? [];
    expect(fragments.map(({ start, end }) => sample?.input.slice(start, end)).join(' ')).toBe('breast cancer');
    expect(sample?.answer).toBe('[{"entity": "Disease", "name": "breast cancer"}]');
  });

  it('uses a given row word for word, and calls it positive when its answer says anything', () => {
    const row = (id: string, answer: string): Passage => ({
      id,
      kind: 'row',
      text: 'A. B.',
      mentions: [],
      given: { instruction: 'Do it.', answer },
    });
    const { samples } = buildSamples(corpusOf(row('r1', '[ ]'), row('r2', 'Lead'), row('r3', '')), options);
    expect(samples.map(({ instruction, input, answer }) => [instruction, input, answer])).toEqual([
      ['Do it.', 'A. B.', '[ ]'],
      ['Do it.', 'A. B.', 'Lead'],
      ['Do it.', 'A. B.', ''],
    ]);
    expect(samples.map(isPositiveSample)).toEqual([false, true, false]);
  });

  it('gives unique ids even where joined parts collide, and the same ones again', () => {
    const passage = { ...abstract, id: 'b/c' };
    const corpus: Corpus = {
      documents: [
        { id: 'a', source: 'a.txt', boundaries: 'given', passages: [passage] },
        { id: 'a/b', source: 'a.txt', boundaries: 'given', passages: [{ ...abstract, id: 'c' }] },
      ],
    };
    const ids = buildSamples(corpus, options).samples.map(({ id }) => id);
    expect(new Set(ids).size).toBe(8);
    expect(buildSamples(corpus, options).samples.map(({ id }) => id)).toEqual(ids);
  });

  it('makes no sample of white space', () => {
    expect(buildSamples(corpusOf({ ...abstract, text: ' \n', mentions: [] }), options).samples).toEqual([]);
  });
});

describe('summarizeCorpus', () => {
  it('counts documents, samples and all mentions', () => {
    const corpus = corpusOf(abstract);
    expect(summarizeCorpus(corpus, buildSamples(corpus, options).samples)).toEqual({
      documents: 1,
      samples: 4,
      positives: 1,
      negatives: 3,
      notAnnotated: 0,
      mentions: 3,
      mentionsByType: { Chemical: 1, Disease: 1, Gene: 1 },
    });
  });
});
