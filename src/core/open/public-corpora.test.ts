import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleCorpus } from '../corpus/assemble-corpus.ts';
import { UNTYPED } from '../corpus/corpus.ts';
import { countEntityTypes } from '../corpus/entity-types.ts';
import type { DataIssue } from '../issue.ts';
import { buildSamples } from '../samples/build-samples.ts';
import { summarizeCorpus } from '../samples/summarize-corpus.ts';
import { DEFAULT_INSTRUCTION_TEMPLATE } from '../samples/templates.ts';
import { parseSource } from '../formats/parse-source.ts';

/** Published corpora, kept beside the repository and not part of it; counted there by an independent script. */
const folder = join(import.meta.dirname, '../../../../shared/corpora');
const hasCorpora = existsSync(join(folder, 'counts.json'));
if (!hasCorpora) console.warn('skipped: ../shared/corpora is not there, so the published corpora are not read');

interface Counts {
  readonly kind: string;
  readonly documents?: number;
  readonly docstart_lines?: number;
  readonly sentences?: number;
  readonly positive_sentences?: number;
  readonly negative_sentences?: number;
  readonly mentions?: number;
  readonly mentions_by_type?: Readonly<Record<string, number>>;
  readonly annotations?: number;
  readonly annotations_by_type?: Readonly<Record<string, number>>;
  readonly offset_mismatches?: number;
  readonly repeated_pmid_blocks?: number;
  readonly other_lines?: number;
}

function readCounts(): [name: string, counts: Counts][] {
  if (!hasCorpora) return [];
  const counts: Record<string, Counts> = JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8'));
  return Object.entries(counts);
}

function inspect(name: string) {
  const parsed = parseSource({ name, bytes: readFileSync(join(folder, name)) });
  const { corpus, issues } = assembleCorpus([parsed]);
  const { samples, issues: sampleIssues } = buildSamples(corpus, {
    entityTypes: countEntityTypes(corpus).map(({ entityType }) => entityType),
    instructionTemplate: DEFAULT_INSTRUCTION_TEMPLATE,
    unit: 'sentence',
  });
  return { parsed, summary: summarizeCorpus(corpus, samples), issues: [...parsed.issues, ...issues, ...sampleIssues] };
}

const countOf = (issues: readonly DataIssue[], ...codes: DataIssue['code'][]) =>
  issues.filter(({ code }) => codes.includes(code)).length;

const counts = readCounts();
const columnFiles = counts.filter(([name]) => name.startsWith('iob/') || name.startsWith('iobes/'));
const pubtatorFiles = counts.filter(([name]) => name.startsWith('pubtator/'));

describe.runIf(hasCorpora)('published corpora', () => {
  it('are all there', () => {
    expect([columnFiles.length, pubtatorFiles.length]).toEqual([28, 10]);
  });

  it.each(columnFiles)('column file %s has the counts of its index', (name, expected) => {
    const { summary, issues } = inspect(name);
    const byType = Object.entries(expected.mentions_by_type ?? {});
    expect(summary).toEqual({
      documents: expected.docstart_lines || 1,
      samples: expected.sentences,
      positives: expected.positive_sentences,
      negatives: expected.negative_sentences,
      notAnnotated: 0,
      mentions: expected.mentions,
      mentionsByType: Object.fromEntries(byType.map(([entityType, count]) => [entityType || UNTYPED, count])),
    });
    expect(issues).toEqual([]);
  });

  it.each(pubtatorFiles)('PubTator file %s has the counts of its index', (name, expected) => {
    const { summary, issues } = inspect(name);
    expect(summary.documents).toBe(expected.documents);
    expect(summary.mentions).toBe(expected.annotations);
    expect(summary.mentionsByType).toEqual(expected.annotations_by_type);
    expect(countOf(issues, 'quote-repaired', 'quote-mismatch', 'offset-out-of-range')).toBe(expected.offset_mismatches);
    expect(countOf(issues, 'duplicate-document')).toBe(expected.repeated_pmid_blocks);
    expect(countOf(issues, 'malformed-line', 'truncated-file')).toBe(expected.other_lines);
  });
});

describe.runIf(hasCorpora)('spoiled files', () => {
  const names = counts.map(([name]) => name).filter((name) => name.startsWith('derived/nasty/'));
  const columns = names.filter((name) => /\.tsv$|space-separated|conll2003/u.test(name));
  const plain = columns.filter((name) => !name.includes('token-with-space'));

  it.each(plain)('%s still gives its 40 sentences and 51 mentions', (name) => {
    const { summary, issues } = inspect(name);
    expect(summary).toEqual({
      documents: 1,
      samples: 40,
      positives: 25,
      negatives: 15,
      notAnnotated: 0,
      mentions: 51,
      mentionsByType: { Disease: 51 },
    });
    expect(issues).toEqual([]);
  });

  it.each(plain)('%s has the same words and mentions as the others', (name) => {
    const sentencesOf = (file: string) =>
      inspect(file).parsed.documents.flatMap(({ passages }) =>
        passages.map(({ text, mentions }) => ({
          text,
          mentions: mentions.map(({ span, quote }) => ({ span, quote })),
        })),
      );
    expect(sentencesOf(name)).toEqual(sentencesOf('derived/nasty/bom.tsv'));
  });

  it('keeps tokens that hold a space', () => {
    expect(inspect('derived/nasty/token-with-space-and-quote.tsv').summary.mentionsByType).toEqual({ Chemical: 2 });
  });

  it.each([
    ['derived/nasty/pubtator-abstract-offsets-minus-one.txt', 3, 41, 35],
    ['derived/nasty/pubtator-crlf-bom.txt', 3, 41, 0],
    ['derived/nasty/pubtator-no-blank-lines.txt', 3, 41, 0],
    ['derived/nasty/pubtator-title-only.txt', 1, 1, 0],
    ['derived/nasty/astral.codepoint.PubTator.txt', 4, 69, 0],
    ['derived/nasty/astral.utf16.PubTator.txt', 4, 69, 1],
    ['derived/nasty/astral.utf8-bytes.PubTator.txt', 4, 69, 1],
  ])('%s gives %i documents, %i mentions and %i remarks on offsets', (name, documents, mentions, repaired) => {
    const { summary, issues } = inspect(name);
    expect([summary.documents, summary.mentions]).toEqual([documents, mentions]);
    expect(countOf(issues, 'quote-repaired')).toBe(repaired);
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('gives one corpus for three units of offsets', () => {
    const passages = ['codepoint', 'utf16', 'utf8-bytes'].map((unit) =>
      inspect(`derived/nasty/astral.${unit}.PubTator.txt`).parsed.documents.map((document) => document.passages),
    );
    expect(passages[1]).toEqual(passages[0]);
    expect(passages[2]).toEqual(passages[0]);
  });
});

describe.runIf(hasCorpora)('the same documents in several formats', () => {
  it('give the same texts and mentions in PubTator and BioC JSON', () => {
    const read = (name: string) =>
      inspect(`derived/crossformat/${name}`).parsed.documents.map(({ id, passages }) => ({
        id,
        passages: passages.map(({ kind, text, mentions }) => ({
          kind,
          text,
          mentions: mentions.map(({ span, entityType, quote }) => ({ span, entityType, quote })),
        })),
      }));
    expect(read('docs.BioC.json')).toEqual(read('docs.PubTator.txt'));
  });
});
