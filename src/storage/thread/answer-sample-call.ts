import { locateText } from '../samples/locate-text.ts';
import { readAnswers } from '../tables/prediction-table.ts';
import type { ProjectDb } from '../project/project-db.ts';
import { countScored } from '../tables/scoring-table.ts';
import type { SampleDesk } from '../samples/sample-desk.ts';
import type { SampleCall, StorageAnswer } from './storage-protocol.ts';

/** One call about the samples of an open project; throws what the database throws. */
export function answerSampleCall(db: ProjectDb, call: SampleCall): StorageAnswer {
  switch (call.kind) {
    case 'begin-samples':
      db.beginSamples(call.options);
      return { kind: 'done' };
    case 'step-samples':
      return { kind: 'samples-step', progress: db.stepSamples() };
    case 'finish-samples':
      return { kind: 'samples-made', carried: db.finishSamples(call.scoringId) };
    case 'show-scoring':
      db.showScoring(call.scoringId);
      return { kind: 'done' };
    case 'count-samples':
      return { kind: 'sample-counts', counts: db.desk?.counts() };
    case 'selected-samples':
      return { kind: 'selected', summary: deskOf(db).selected() };
    case 'try-rule':
      return { kind: 'rule-tried', outcome: deskOf(db).tryRule(call.rule) };
    case 'make-selection':
      return { kind: 'selection-made', selection: db.makeSelection(call.rule, call.madeAtMs) };
    case 'find-samples':
      return { kind: 'places', places: deskOf(db).find(call.query) };
    case 'read-samples':
      return { kind: 'sample-rows', rows: deskOf(db).rows(call.places, call.scoringId) };
    case 'open-samples':
      return { kind: 'opened-samples', opened: deskOf(db).open(call.places, call.models) };
    case 'locate-samples':
      return { kind: 'located', places: deskOf(db).index.locate(call.locators) };
    case 'locate-text':
      return { kind: 'located', places: [locateText(deskOf(db).index.db, call.text)] };
    case 'places-in-passages':
      return { kind: 'places', places: deskOf(db).index.placesIn(call.passages) };
    case 'read-sample-ids':
      return { kind: 'sample-ids', ids: deskOf(db).index.readIds(call.places) };
    case 'read-imported':
      return { kind: 'imported', passages: deskOf(db).index.passages.imported(call.refs) };
    case 'find-passages':
      return { kind: 'passages-found', found: deskOf(db).index.passages.saying(call.words, call) };
    case 'draw-dropped':
      return { kind: 'places', places: deskOf(db).drawDropped(call.seed, call.count) };
    case 'bulk-decision':
      return { kind: 'bulk-decided', decision: deskOf(db).bulkDecision(call.places, call.verdict) };
    case 'answered-questions': {
      const answers = readAnswers(deskOf(db).index.db, call.modelHash, call.questionHashes);
      return { kind: 'answered', questionHashes: [...answers.keys()] };
    }
    case 'count-contents':
      return { kind: 'contents-counted', count: deskOf(db).contentCount() };
    case 'score-details':
      return { kind: 'scores-detailed', details: deskOf(db).scoreDetails() };
    case 'count-scored':
      return { kind: 'scored-counted', counts: countScored(deskOf(db).index.db) };
    case 'count-export':
      return { kind: 'export-counted', counts: deskOf(db).countExport(call.options) };
    case 'review-progress':
      return { kind: 'progressed', progress: deskOf(db).progress() };
    case 'step-mentions':
      return { kind: 'samples-step', progress: deskOf(db).stepMentions() };
    case 'kept-by-type':
      return { kind: 'mentions-kept', statistics: deskOf(db).keptByType(call.rule) };
    case 'sample-facts': {
      const { samples } = db;
      const facts = samples && { ...samples.facts, options: samples.options, scoringId: samples.scoringId };
      return { kind: 'facts', facts };
    }
    case 'sample-issues':
      return { kind: 'issues', issues: deskOf(db).index.readIssues() };
    case 'score-figures':
      return { kind: 'scores-figured', figures: deskOf(db).scoreFigures(call.options) };
    case 'selection-figures':
      return { kind: 'selection-figured', figures: deskOf(db).selectionFigures(call.query) };
    case 'ratio-for-cut-off':
      return { kind: 'keep-ratio', keepRatio: deskOf(db).keepRatioForCutOff(call.options, call.cutOff) };
    case 'unscored-samples':
      return { kind: 'placed-samples', placed: deskOf(db).unscored(call.from, call.limit, call.of) };
    default:
      return call satisfies never;
  }
}

function deskOf({ desk }: ProjectDb): SampleDesk {
  if (desk === undefined) throw new Error('the samples were asked for before they were built');
  return desk;
}

const KINDS = {
  'begin-samples': true,
  'step-samples': true,
  'finish-samples': true,
  'show-scoring': true,
  'selected-samples': true,
  'try-rule': true,
  'make-selection': true,
  'find-samples': true,
  'read-samples': true,
  'count-samples': true,
  'score-figures': true,
  'selection-figures': true,
  'ratio-for-cut-off': true,
  'unscored-samples': true,
  'open-samples': true,
  'locate-samples': true,
  'locate-text': true,
  'read-sample-ids': true,
  'places-in-passages': true,
  'read-imported': true,
  'find-passages': true,
  'draw-dropped': true,
  'bulk-decision': true,
  'answered-questions': true,
  'count-contents': true,
  'score-details': true,
  'count-scored': true,
  'review-progress': true,
  'count-export': true,
  'step-mentions': true,
  'kept-by-type': true,
  'sample-facts': true,
  'sample-issues': true,
} satisfies Record<SampleCall['kind'], true>;

export function isSampleCall<C extends { readonly kind: string }>(call: C | SampleCall): call is SampleCall {
  return Object.hasOwn(KINDS, call.kind);
}
