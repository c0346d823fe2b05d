import type { ProjectDb } from './project-db.ts';
import type { SampleDesk } from './sample-desk.ts';
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
      db.finishSamples(call.scoring);
      return { kind: 'done' };
    case 'show-scoring':
      db.showScoring(call.scoring);
      return { kind: 'done' };
    case 'count-samples':
      return { kind: 'sample-counts', counts: db.desk?.counts() };
    case 'select-samples':
      return { kind: 'selected', summary: deskOf(db).select(call.options) };
    case 'find-samples':
      return { kind: 'places', places: deskOf(db).find(call.query) };
    case 'read-samples':
      return { kind: 'sample-rows', rows: deskOf(db).rows(call.places) };
    case 'bin-samples':
      return { kind: 'sample-bins', bins: deskOf(db).bins(call.bins, { all: call.all }) };
    case 'unscored-samples':
      return { kind: 'placed-samples', placed: deskOf(db).unscored(call.from, call.limit) };
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
  'select-samples': true,
  'find-samples': true,
  'read-samples': true,
  'count-samples': true,
  'bin-samples': true,
  'unscored-samples': true,
} satisfies Record<SampleCall['kind'], true>;

export function isSampleCall<C extends { readonly kind: string }>(call: C | SampleCall): call is SampleCall {
  return Object.hasOwn(KINDS, call.kind);
}
