import type { ProjectDb } from '../project/project-db.ts';
import type { ProjectCall, StorageAnswer } from './storage-protocol.ts';

const DONE: StorageAnswer = { kind: 'done' };

/** One call against an open project; throws what the database throws. */
export function answerCall(db: ProjectDb, call: ProjectCall): StorageAnswer {
  switch (call.kind) {
    case 'read-head':
      return { kind: 'head', head: db.readHead() };
    case 'read-documents':
      return { kind: 'documents', ...db.readDocuments(call.from, call.count) };
    case 'begin-corpus':
      db.beginCorpus();
      return DONE;
    case 'write-documents':
      db.writeDocuments(call.documents);
      return DONE;
    case 'finish-corpus':
      db.finishCorpus(call.issues, call.sources, call.end);
      return DONE;
    case 'abandon-corpus':
      db.abandonCorpus();
      return DONE;
    case 'save-issues':
      db.saveIssues(call.issues);
      return DONE;
    case 'files-of':
      return { kind: 'files', files: db.filesOf(call.ids) };
    case 'save-scores':
      db.saveScores(call.scores);
      return DONE;
    case 'read-token-losses':
      return { kind: 'token-losses', losses: db.readTokenLosses(call.of) };
    case 'save-predictions':
      db.savePredictions(call.predictions);
      return DONE;
    case 'list-predicted-models':
      return { kind: 'predicted-models', models: db.listPredictedModels() };
    case 'begin-scoring':
      return { kind: 'scoring', scoring: db.beginScoring(call.wanted) };
    case 'list-scorings':
      return { kind: 'scorings', scorings: db.listScorings() };
    case 'save-step':
      db.saveStep(call.records, call.undo, call.redo);
      return DONE;
    case 'save-setting':
      db.saveSetting(call.key, call.value);
      return DONE;
    case 'clear':
      db.clear();
      return DONE;
    default:
      return call satisfies never;
  }
}
