import type { Database } from '@sqlite.org/sqlite-wasm';
import type { ProjectDb } from './project-db.ts';
import { readText } from './sql-value.ts';

const DOCUMENTS_AT_ONCE = 250;
const SCORES_AT_ONCE = 1000;

/** Reads all that the studio would read of a project; throws at the first value that is not what the schema promises. */
export function readThrough(project: ProjectDb, db: Database): void {
  readCorpusThrough(project);
  readScoresThrough(project, db);
}

function readCorpusThrough(project: ProjectDb): void {
  const { documentCount } = project.readHead();
  for (let from = 0; from < documentCount; from += DOCUMENTS_AT_ONCE) project.readDocuments(from, DOCUMENTS_AT_ONCE);
}

function readScoresThrough(project: ProjectDb, db: Database): void {
  for (const [model, variant] of db.selectArrays('SELECT DISTINCT model_hash, variant FROM score')) {
    const of = { modelHash: readText(model), variant: readText(variant) };
    let afterId: number | undefined = 0;
    while (afterId !== undefined) {
      afterId = project.readScores(of, { afterId, limit: SCORES_AT_ONCE }).nextId;
    }
  }
}
