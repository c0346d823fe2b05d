import type { Database } from '@sqlite.org/sqlite-wasm';
import type { ProjectDb } from '../project/project-db.ts';
import { readHoldingId, readSelection } from '../tables/selection-table.ts';
import { readInteger } from '../database/sql-value.ts';

const DOCUMENTS_AT_ONCE = 250;
const SCORES_AT_ONCE = 1000;

/** Reads all that the studio would read of a project; throws at the first value that is not what the schema promises. */
export function readThrough(project: ProjectDb, db: Database): void {
  readCorpusThrough(project);
  readScoresThrough(project, db);
  const holding = readHoldingId(db);
  if (holding !== undefined) readSelection(db, holding, 0);
}

function readCorpusThrough(project: ProjectDb): void {
  const { documentCount } = project.readHead();
  for (let from = 0; from < documentCount; from += DOCUMENTS_AT_ONCE) project.readDocuments(from, DOCUMENTS_AT_ONCE);
}

function readScoresThrough(project: ProjectDb, db: Database): void {
  project.listScorings();
  for (const scoringId of db.selectValues('SELECT DISTINCT scoring_id FROM score').map(readInteger)) {
    let afterId: number | undefined = 0;
    while (afterId !== undefined) {
      afterId = project.readScores(scoringId, { afterId, limit: SCORES_AT_ONCE }).nextId;
    }
  }
}
