import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { parseSource } from '../formats/parse-source.ts';
import { openSources } from './source-opener.ts';

/** Published corpora, kept beside the repository and not part of it; counted there by an independent script. */
const folder = join(import.meta.dirname, '../../../../shared/corpora');
const hasCorpora = existsSync(join(folder, 'counts.json'));
if (!hasCorpora) console.warn('skipped: ../shared/corpora is not there, so the published corpora are not read');

function open(name: string) {
  const path = join(folder, name);
  const names = statSync(path).isDirectory() ? readdirSync(path).map((file) => `${name}/${file}`) : [name];
  const { parsed } = openSources(names.map((file) => ({ name: file, bytes: readFileSync(join(folder, file)) })));
  const documents = parsed.flatMap((source) => source.documents);
  const offItsText = assembleCorpus(parsed).issues.filter(({ code }) => code !== 'duplicate-document');
  expect(offItsText).toEqual([]);
  const mentions = documents.flatMap(({ passages }) => passages.flatMap((passage) => passage.mentions));
  const issues = parsed.flatMap((source) => source.issues);
  const countOf = (...codes: string[]) => issues.filter(({ code }) => codes.includes(code)).length;
  return {
    format: parsed[0]?.formatName,
    documents,
    counts: {
      documents: documents.length,
      mentions: mentions.length,
      byType: countBy(mentions.map(({ entityType }) => entityType)),
      discontinuous: mentions.filter(({ fragments }) => fragments).length,
      lost: countOf('quote-mismatch', 'offset-out-of-range'),
      repaired: issues.filter(({ code, severity }) => code === 'quote-repaired' && severity !== 'note').length,
      faults: countOf('malformed-line', 'malformed-json', 'malformed-xml', 'missing-field', 'truncated-file'),
    },
    // Read, left out with a mention, or counted where they are not kept.
    relations: [
      documents.reduce((sum, { relations = [] }) => sum + relations.length, 0),
      countOf('relation-without-mention'),
      ...issues.flatMap(({ found }) => /^relations: (\d+)$/u.exec(found ?? '')?.[1] ?? []).map(Number),
    ],
  };
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/**
 * Of `counts.json`, with three readings of our own: a mention whose text is not where its offsets point is left out and
 * listed (`lost`); a span that two users or one user twice marked alike is one mention; of Prodigy only accepted rows
 * count. `relations` where the file has some.
 */
const FILES = [
  { name: 'bioc-json/PMC6982432.pubtator-export.json', format: 'BioC JSON', documents: 1, mentions: 416 },
  { name: 'bioc-json/abbr.json', format: 'BioC JSON', documents: 10, mentions: 0, lost: 18, relations: 9 },
  { name: 'bioc-json/collection.json', format: 'BioC JSON', documents: 10, mentions: 0 },
  { name: 'bioc-json/everything.json', format: 'BioC JSON', documents: 1, mentions: 0, lost: 1, relations: 2 },
  { name: 'bioc-json/everything-sentence.json', format: 'BioC JSON', documents: 1, mentions: 0, lost: 1, relations: 3 },
  {
    name: 'bioc-xml/CDR_sample.gold.BioC.xml',
    format: 'BioC XML',
    documents: 50,
    mentions: 944,
    lost: 1,
    repaired: 58,
    discontinuous: 5,
    relations: 123,
  },
  { name: 'bioc-xml/TeamTat-3757249_v0-fulltext.xml', format: 'BioC XML', documents: 1, mentions: 557, relations: 1 },
  { name: 'bioc-xml/TeamTat-sample_test.xml', format: 'BioC XML', documents: 10, mentions: 0 },
  { name: 'bioc-xml/TeamTat-sample_training.xml', format: 'BioC XML', documents: 60, mentions: 542 },
  { name: 'bioc-xml/abbr.xml', format: 'BioC XML', documents: 10, mentions: 0, lost: 18, relations: 9 },
  { name: 'bioc-xml/collection.xml', format: 'BioC XML', documents: 10, mentions: 0 },
  { name: 'bioc-xml/everything.xml', format: 'BioC XML', documents: 1, mentions: 0, lost: 1, relations: 2 },
  { name: 'bioc-xml/everything-sentence.xml', format: 'BioC XML', documents: 1, mentions: 0, lost: 1, relations: 3 },
  {
    name: 'brat/bioc-example-discontinuous',
    format: 'Brat standoff',
    documents: 1,
    mentions: 3,
    discontinuous: 1,
    // And an event.
    relations: 2,
  },
  {
    name: 'brat/bionlp-ost-2019-bb-dev',
    format: 'Brat standoff',
    documents: 24,
    mentions: 728,
    discontinuous: 26,
    repaired: 2,
    relations: 233,
  },
  { name: 'brat/cellfinder-sections', format: 'Brat standoff', documents: 12, mentions: 1063 },
  { name: 'brat/ncbi-disease-test', format: 'Brat standoff', documents: 100, mentions: 960 },
  { name: 'brat/variome-verspoor2013', format: 'Brat standoff', documents: 12, mentions: 742, relations: 467 },
  {
    name: 'doccano/export-relation_extraction.pretty.json',
    format: 'doccano',
    documents: 1,
    mentions: 4,
    relations: 3,
  },
  { name: 'doccano/export-sequence_labeling.jsonl', format: 'doccano', documents: 3, mentions: 4 },
  { name: 'doccano/import-custom-columns.jsonl', format: 'doccano', documents: 3, mentions: 3 },
  { name: 'doccano/import-missing-text.jsonl', format: 'doccano', documents: 2, mentions: 1, faults: 1 },
  { name: 'doccano/import-overlapping.jsonl', format: 'doccano', documents: 1, mentions: 1 },
  { name: 'doccano/v1-annotations-two-users.jsonl', format: 'doccano', documents: 2, mentions: 11, faults: 1 },
  { name: 'doccano/v1-labels.jsonl', format: 'doccano', documents: 2, mentions: 11 },
  {
    name: 'hf-json/NCBI-disease-test-200.string-tags.json',
    format: 'Token rows (Hugging Face)',
    documents: 1,
    mentions: 185,
  },
  {
    name: 'hf-json/transformers-conll-sample.words-ner.jsonl',
    format: 'Token rows (Hugging Face)',
    documents: 1,
    mentions: 10,
  },
  // What a model predicted is no annotation.
  { name: 'label-studio/example-ner-prediction.inclusive-end.json', format: 'Label Studio', documents: 1, mentions: 0 },
  { name: 'prodigy/bio_events.jsonl', format: 'spaCy', documents: 129, mentions: 422 },
  { name: 'prodigy/bionlp-ggp-relations.jsonl', format: 'Prodigy', documents: 149, mentions: 466, relations: 267 },
  { name: 'prodigy/news_headlines-ORG-PERSON-LOCATION-ner.jsonl', format: 'Prodigy', documents: 373, mentions: 303 },
  { name: 'pubannotation/Gold_std_Pubannotation_1.json', format: 'PubAnnotation', documents: 20, mentions: 155 },
  { name: 'spacy/ner_demo-train.json', format: 'spaCy', documents: 2, mentions: 3 },
  { name: 'spacy/ner_demo_update-train.json', format: 'spaCy', documents: 8, mentions: 8 },
  { name: 'spacy/v2-ner-token-per-line-conll2003.json', format: 'spaCy', documents: 1, mentions: 7 },
  {
    name: 'conll2003/spacy-example/ner-sent-per-line.iob',
    format: 'Sentence lines (word|POS|tag) (IOB2)',
    documents: 1,
    mentions: 7,
  },
  { name: 'conll2003/spacy-example/ner-token-per-line.iob', format: 'CoNLL columns (IOB2)', documents: 1, mentions: 7 },
  {
    name: 'conll2003/spacy-example/ner-token-per-line-conll2003.iob',
    format: 'CoNLL columns (IOB2)',
    documents: 1,
    mentions: 7,
  },
  { name: 'conll2003/tner-space-separated.txt', format: 'CoNLL columns (IOB2)', documents: 1, mentions: 17 },
  { name: 'conll2003/scibert-bc5cdr-test.iob1.txt', format: 'CoNLL columns (IOB1)', documents: 500, mentions: 9662 },
  { name: 'conll2003/NCBI-disease/dev.txt', format: 'CoNLL columns (IOB2)', documents: 1, mentions: 787 },
  { name: 'conll2003/NCBI-disease/test.txt', format: 'CoNLL columns (IOB2)', documents: 1, mentions: 960 },
  // Its first line is no token with a tag: five mentions of six.
  {
    name: 'conll2003/doccano-labeling.invalid.conll',
    format: 'CoNLL columns (IOB2)',
    documents: 1,
    mentions: 5,
    faults: 1,
  },
  { name: 'spacy/v2-training-data.json', format: 'spaCy', documents: 1, mentions: 11 },
  { name: 'conll2003/doccano-labeling.trailing.conll', format: 'CoNLL columns (IOB2)', documents: 1, mentions: 2 },
] as const;

interface Expected {
  readonly discontinuous?: number;
  readonly lost?: number;
  readonly repaired?: number;
  readonly faults?: number;
  readonly relations?: number;
}

interface Oracle {
  readonly mentions_by_type?: Readonly<Record<string, number>>;
  readonly annotations_by_type?: Readonly<Record<string, number>>;
  readonly spans_by_label?: Readonly<Record<string, number>>;
}

describe.runIf(hasCorpora)('published corpora in every other format', () => {
  const oracle: Record<string, Oracle> = hasCorpora
    ? JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8'))
    : {};

  it.each(FILES)('$name: $documents documents, $mentions mentions', ({ name, format, ...rest }) => {
    const expected: Expected & { documents: number; mentions: number } = rest;
    const read = open(name);
    expect(read.format).toBe(format);
    const { byType, ...counts } = read.counts;
    const { discontinuous = 0, lost = 0, repaired = 0, faults = 0, documents, mentions } = expected;
    expect(counts).toEqual({ documents, mentions, discontinuous, lost, repaired, faults });
    const { mentions_by_type, annotations_by_type, spans_by_label } = oracle[name] ?? {};
    const types = mentions_by_type ?? annotations_by_type ?? spans_by_label;
    const total = Object.values(types ?? {}).reduce((sum, count) => sum + count, 0);
    // Where nothing is left out or joined, each type has the oracle's count.
    if (types !== undefined && total === mentions) expect(byType).toEqual(types);
    if (expected.relations !== undefined)
      expect(read.relations.reduce((sum, count) => sum + count, 0)).toBe(expected.relations);
  });
});

it.runIf(hasCorpora)('leaves no published file out', () => {
  // Of the others public-corpora.test.ts and cross-format.test.ts take all there are.
  const others = /^(iob|iobes|pubtator|derived)\/|^hf-json\/NCBI-disease-test-200\.int-tags/u;
  const index: object = JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8'));
  const names = Object.keys(index).filter((name) => !others.test(name));
  expect(FILES.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
});

describe.runIf(hasCorpora)('numbered tags', () => {
  const name = 'hf-json/NCBI-disease-test-200.int-tags.jsonl';

  it('are asked for by name, not guessed', () => {
    const { counts } = open(name);
    expect([counts.mentions, counts.faults]).toEqual([0, 2]);
  });

  it('give the counts of the index once they are named', () => {
    const tagNames = ['O', 'B-Disease', 'I-Disease'];
    const parsed = parseSource({ name, bytes: readFileSync(join(folder, name)) }, { hints: { tagNames } });
    const types = parsed.documents.flatMap(({ passages }) =>
      passages.flatMap(({ mentions }) => mentions.map(({ entityType }) => entityType)),
    );
    expect(countBy(types)).toEqual({ Disease: 185 });
    expect(parsed.issues).toEqual([]);
  });
});
