import type { Database } from '@sqlite.org/sqlite-wasm';
import fc from 'fast-check';
import type { MentionRecord } from '../../core/annotations/apply-changes.ts';
import type { NewScoring } from '../../core/ifd/scoring.ts';
import type { AnnotationGap, Corpus, Document, Mention } from '../../core/corpus/corpus.ts';
import type { DataIssue } from '../../core/issue.ts';
import type { ReviewRecord } from '../../core/merge/review-step.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import { ProjectDb } from '../../storage/project/project-db.ts';
import type { StoredScore } from '../../storage/contract/project-store.ts';
import type { SampleIndex } from '../../storage/samples/sample-index.ts';
import { loadNodeSqlite, openMemoryDatabase } from '../storage/node-sqlite.ts';

export const SAMPLE_OPTIONS: SampleOptions = {
  entityTypes: ['Chemical', 'Disease'],
  instructionTemplate: 'Extract all {types} entities from the text.',
  unit: 'sentence',
};
export const NO_PATCH = { keepCount: 0, append: [] };
export const NAMES = ['Naloxone', 'β-catenin', 'pain', 'aspirin 💊'];
/** Of the first scoring of a project. */
export const SCORING = 1;

/** A scoring that begins, by a model of that hash. */
export function newScoring(modelHash: string): NewScoring {
  return {
    modelHash,
    modelName: modelHash,
    dtype: 'f32',
    backend: 'wasm',
    prompt: { instructionTemplate: SAMPLE_OPTIONS.instructionTemplate, entityTypes: SAMPLE_OPTIONS.entityTypes },
    variant: { ifd: 'superfiltering', maxLength: 1024 },
    modelSource: undefined,
    beganAtMs: 0,
  };
}

const mention = fc.record({
  name: fc.constantFrom(...NAMES),
  entityType: fc.constantFrom('Chemical', 'Disease', 'Gene'),
});
const sentence = fc.array(mention, { maxLength: 2 });
const document = fc.array(sentence, { minLength: 1, maxLength: 3 });

const gap = fc.record({
  kind: fc.constantFrom('unannotated', 'partial', 'lost'),
  start: fc.option(fc.nat(80)),
  length: fc.nat(40),
});

/**
 * Passages of sentences such as "The Naloxone 3 and the pain 4 were seen."; some have gaps, and one in three an answer
 * of its own.
 */
export const sampledCorpus = fc
  .array(fc.tuple(document, fc.array(gap, { maxLength: 2 }), fc.constantFrom(true, false, false)), {
    minLength: 1,
    maxLength: 6,
  })
  .map((documents): Corpus => ({
    documents: documents.map(([sentences, gaps, isGiven], index) => {
      const made = documentOf(index, sentences);
      const given = { instruction: 'Find all.', answer: '[{"entity": "Chemical", "name": "not there"}]' };
      const passages = made.passages.map((passage) => ({
        ...passage,
        ...(isGiven && { given }),
        ...(gaps.length > 0 && { gaps: gaps.map((each) => gapOf(each, passage.text.length)) }),
      }));
      return { ...made, passages };
    }),
  }));

function gapOf(
  { kind, start, length }: typeof gap extends fc.Arbitrary<infer T> ? T : never,
  end: number,
): AnnotationGap {
  const issue: DataIssue = { code: 'quote-mismatch', severity: 'error', file: 'a.txt', line: 3, found: 'a\0b' };
  if (start === null) return { kind, issue };
  const from = Math.min(start, end);
  return { kind, span: { start: from, end: Math.min(from + length, end) } };
}

export function documentOf(
  index: number,
  sentences: readonly (readonly { readonly name: string; readonly entityType: string }[])[],
): Document {
  let text = '';
  const mentions: Mention[] = [];
  for (const [place, named] of sentences.entries()) {
    text += `Patient ${index}-${place} had`;
    for (const { name, entityType } of named) {
      const start = text.length + 1;
      text += ` ${name},`;
      const span = { start, end: start + name.length };
      mentions.push({ id: `m${mentions.length}`, span, entityType, quote: name });
    }
    text += ' nothing else. ';
  }
  const passages = [{ id: '0', kind: 'abstract', text, mentions }];
  return { id: `doc ${index}`, source: 'a.txt', boundaries: 'given', passages };
}

export async function buildProject(
  corpusNow: Corpus,
  edits: readonly MentionRecord[] = [],
  marked: readonly string[] = [],
): Promise<{ db: Database; project: ProjectDb }> {
  const [sqlite, db] = [await loadNodeSqlite(), await openMemoryDatabase()];
  const project = new ProjectDb(sqlite, db);
  project.beginScoring(newScoring('model'));
  project.beginCorpus();
  project.writeDocuments(corpusNow.documents);
  project.finishCorpus([], []);
  project.saveStep(
    [...edits.map((edit) => ({ kind: 'mention' as const, ...edit })), ...marked.map(markOf)],
    NO_PATCH,
    NO_PATCH,
  );
  makeSamples(project);
  return { db, project };
}

export function makeSamples(project: ProjectDb, scoringId?: number): void {
  project.beginSamples(SAMPLE_OPTIONS);
  let progress = project.stepSamples();
  while (progress.doneCount < progress.totalCount) progress = project.stepSamples();
  project.finishSamples(scoringId);
}

export function indexOf({ samples }: ProjectDb): SampleIndex {
  if (samples === undefined) throw new Error('the samples were not built');
  return samples;
}

export function scoreOf(contentHash: string, ifd: number | undefined): StoredScore {
  return {
    scoringId: SCORING,
    contentHash,
    provenance: '{}',
    result:
      ifd === undefined
        ? { kind: 'unscored', reason: 'one-token-answer' }
        : { kind: 'scored', ifd, conditionedAnswerLoss: 1, directAnswerLoss: 2, truncated: false, borderMerged: false },
    conditioned: new Float32Array(),
    direct: new Float32Array(),
    tokens: [],
  };
}

/** What is written down where somebody marks a sample. */
export function markOf(sampleId: string): ReviewRecord {
  return { kind: 'mark', sampleId, after: { sampleId, author: 'curator', markedAtMs: 1 } };
}
