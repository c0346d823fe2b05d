import type { Database } from '@sqlite.org/sqlite-wasm';
import { afterEach, describe, expect, it } from 'vitest';
import { VERDICTS } from '../../core/selection/sample-columns.ts';
import { SAMPLE_STATES } from '../../core/samples/sample-state.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { openBytes, readBytes } from './database-bytes.ts';
import { openProjectFile } from '../recovery/open-project-file.ts';
import { migrate } from './migrate.ts';
import { ProjectDb } from '../project/project-db.ts';
import { SampleIndex } from '../samples/sample-index.ts';
import { MIGRATIONS } from './schema.ts';
import { readText } from './sql-value.ts';

const sqlite = await loadNodeSqlite();
const opened: Database[] = [];
afterEach(() => {
  for (const db of opened.splice(0)) db.close();
});

/** What each version could hold beside what the ones before it could, and what a later one has in another shape. */
const CORPUS = `
INSERT INTO source VALUES (1, 'cdr.txt', 'PubTator', 'line 1');
INSERT INTO document VALUES (0, 'doc-0', 'cdr.txt', 'given'), (1, 'doc-1', 'cdr.txt', 'assumed');
INSERT INTO passage VALUES
  (0, 0, 0, '0', 'title', 'Aspirin helps.', NULL, NULL, 1),
  (1, 0, 1, '1', 'abstract', 'It eased the pain of rats.', NULL, NULL, 0),
  (2, 1, 0, '0', 'row', 'Lithium.', 'Find the entities.', '[]', 0);
INSERT INTO sentence VALUES (0, 0, 0, 14);
INSERT INTO mention VALUES (0, 0, 0, 'm0', 0, 7, 'Chemical', 'Aspirin', 1), (1, 1, 0, 'm1', 12, 25, 'Disease', 'pain of rats', 0);
INSERT INTO fragment VALUES (1, 0, 12, 16), (1, 1, 20, 25);
INSERT INTO concept VALUES (0, 0, 'D001241');
INSERT INTO issue (id, file, code, severity, line, document_key, found, expected) VALUES (1, 'cdr.txt', 'malformed-line', 'warning', 3, 'doc-0', 'x', 'y');
INSERT INTO scoring_run VALUES (1, '{"modelName":"tiny"}');
INSERT INTO setting VALUES ('selectionOptions', '{"keepRatio":0.25}');
`;
const SCORES = `
INSERT INTO score VALUES
  (1, 'content-0', 'model-1', 'superfiltering', 1, 'scored', 0.5, 1.0, 2.0, 0, 1, NULL),
  (2, 'content-1', 'model-1', 'superfiltering', 1, 'unscored', NULL, NULL, NULL, NULL, NULL, 'prompt-too-long');
INSERT INTO token_losses VALUES (1, x'0000803f', x'00000040', '["["]');
`;
/** From version 12 on. */
const SCORES_OF_SCORINGS = `
INSERT INTO scoring VALUES (1, 'model-1', 'tiny', 'unknown', 'wasm', '{"instructionTemplate":"","entityTypes":[]}',
  '{"ifd":"superfiltering","maxLength":1024}', NULL, 0);
INSERT INTO score VALUES
  (1, 'content-0', 1, 1, 'scored', 0.5, 1.0, 2.0, 0, 1, NULL),
  (2, 'content-1', 1, 1, 'unscored', NULL, NULL, NULL, NULL, NULL, 'prompt-too-long');
INSERT INTO token_losses VALUES (1, x'0000803f', x'00000040', '["["]');
INSERT INTO earlier_content (sample_key, content_hash) VALUES ('s0', 'content-0');
INSERT INTO selection_list (id) VALUES (1);
INSERT INTO selection_entry (list_id, place, sample_key) VALUES (1, 0, 's0');
INSERT INTO selection (id, list_id, scoring_id, rule, reasons, made_at_ms) VALUES (1, 1, 1, '{}', '["full"]', 5);
INSERT INTO selection_pick (selection_id, chunk, reasons, ranks) VALUES (1, 0, x'00', x'00000000');
INSERT INTO setting VALUES ('selectionDue', 'true');
`;
const FIRST_REVIEW = `
INSERT INTO decision VALUES ('s0', 'approved', 1000), ('s1', 'rejected', 2000);
INSERT INTO history_step VALUES (1, 'undo', 0, 'Approve'), (2, 'redo', 0, 'Reject');
INSERT INTO history_change VALUES (1, 0, 's0', NULL, NULL, 'approved', 1000), (2, 0, 's1', 'rejected', 2000, NULL, NULL);
`;
const MENTION = JSON.stringify({ id: 'm0', span: { start: 0, end: 7 }, entityType: 'Drug', quote: 'Aspirin' });
const PASSAGE = { documentId: 'doc-0', passageId: '0' };
const REVIEW = `
INSERT INTO decision (sample_id, verdict, decided_at_ms, author, reason) VALUES ('s0', 'approved', 1000, 'ann', 'clear'), ('s1', 'rejected', 2000, NULL, NULL), ('s2', 'unsure', 3000, 'bob', NULL);
INSERT INTO note (sample_id, text, author, written_at_ms) VALUES ('s0', 'Why?', 'ann', 1500);
INSERT INTO mention_edit VALUES ('doc-0', '0', 'm0', '${MENTION}'), ('doc-0', '1', 'm1', NULL);
INSERT INTO history_step (id, stack, position, label, author, at_ms, reason) VALUES (1, 'undo', 0, 'Approve', 'ann', 1000, 'clear'), (2, 'redo', 0, 'Relabel', 'bob', 2000, NULL);
INSERT INTO history_change VALUES
  (1, 0, 'decision', '{"sampleId":"s0"}', NULL, '${decided('s0', 'approved', 1000)}'),
  (1, 1, 'note', '{"sampleId":"s0"}', NULL, '{"sampleId":"s0","text":"Why?","author":"ann","writtenAtMs":1500}'),
  (2, 0, 'mention', '${JSON.stringify({ ...PASSAGE, mentionId: 'm0' })}', NULL, '${MENTION}');
`;
const PREDICTIONS = `
INSERT INTO prediction_run VALUES (1, '{"modelName":"tiny"}');
INSERT INTO prediction VALUES (1, 'question-0', 'model-1', 1, 'closed');
INSERT INTO predicted_mention VALUES (1, 0, 0, 7, 'Chemical', 0.75);
`;
const RELATIONS = `
INSERT INTO relation VALUES (0, 0, 'R0', 'treats', '[{"role":"Drug","kind":"mention","target":"m0"}]');
`;
const SAMPLES = `
INSERT INTO sample VALUES (0, 's0', 0, 0, 14, 'content-0');
INSERT INTO sample_column VALUES ('positive', 0, x'01');
INSERT INTO sample_build (id, options, sample_count, type_sets, scoring) VALUES (0, '{}', 1, '[]', NULL);
INSERT INTO sample_text (rowid, input, document) VALUES (0, 'Aspirin helps.', 'doc-0');
`;
/** From here on a studio opens what was built; these rows are none that it built. */
const NOT_BUILT = 'DELETE FROM sample_build;';

const GAPS = `
INSERT INTO annotation_gap VALUES (0, 0, 'lost', 2, 5, '{"code":"quote-mismatch","severity":"error","file":"cdr.txt"}'), (1, 0, 'unannotated', NULL, NULL, NULL);
INSERT INTO mark VALUES ('s0', 'ann', 1500);
`;

const COPIES = `
INSERT INTO copy_state VALUES (0, 'owner', 'browser', 'family', 'copy', 2, '{}');
INSERT INTO review_version VALUES ('decision', 's0', 0, 'copy', 1, NULL);
`;

function decided(sampleId: string, verdict: string, decidedAtMs: number): string {
  return JSON.stringify({ sampleId, verdict, decidedAtMs });
}

function holdings(version: number): string {
  const later = [REVIEW, PREDICTIONS, RELATIONS, SAMPLES, NOT_BUILT, '', GAPS, '', '', COPIES].slice(0, version - 1);
  return [CORPUS, version < 12 ? SCORES : SCORES_OF_SCORINGS, ...(version === 1 ? [FIRST_REVIEW] : later)].join('\n');
}

/** A project as a studio of that time left it. */
function projectOf(version: number): Database {
  const db = new sqlite.oo1.DB(':memory:');
  opened.push(db);
  db.exec('PRAGMA foreign_keys = ON');
  for (const sql of MIGRATIONS.slice(0, version)) db.exec(sql);
  db.exec(`PRAGMA user_version = ${version}; ${holdings(version)}`);
  return db;
}

/** Tables whose rows are in another shape since some version. */
function reshaped(version: number): readonly string[] {
  return [...(version === 1 ? ['history_change'] : []), ...(version < 12 ? ['score'] : [])];
}

/** Every row of the tables that people or files fill, by table, in the columns of `like`. */
function rowsOf(db: Database, like: Database, except: readonly string[] = []): Map<string, unknown[]> {
  const sql = `SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sample%' AND name <> 'seal'`;
  return new Map(
    like
      .selectValues(sql)
      .map(readText)
      .filter((name) => !except.includes(name))
      .map((name) => {
        const columns = like.selectValues(`SELECT name FROM pragma_table_info('${name}')`).map(readText).join(', ');
        const rows = db.selectArrays(`SELECT ${columns} FROM ${name} ORDER BY ${columns}`);
        return [name, rows.filter(([key]) => name !== 'setting' || key !== 'selectionDue')];
      }),
  );
}

async function open(old: Database): Promise<Database> {
  const taken = await openProjectFile(sqlite, readBytes(sqlite, old));
  if (taken.kind === 'refused') throw new Error(JSON.stringify(taken.failure));
  expect(taken.report).toEqual({ kind: 'whole' });
  const db = openBytes(sqlite, taken.bytes);
  opened.push(db);
  expect(db.selectValue('PRAGMA user_version')).toBe(MIGRATIONS.length);
  return db;
}

/** Scores belong to one scoring, which says what was known of it, and a selection as it was shown is to be made. */
function expectScoring(db: Database): void {
  expect(db.selectArrays('SELECT id, model_hash, model_name, dtype, prompt, variant FROM scoring')).toEqual([
    [
      1,
      'model-1',
      'tiny',
      'unknown',
      '{"instructionTemplate":"","entityTypes":[]}',
      '{"ifd":"superfiltering","maxLength":1024}',
    ],
  ]);
  expect(db.selectArrays('SELECT id, content_hash, scoring_id, run_id, kind, ifd, reason FROM score')).toEqual([
    [1, 'content-0', 1, 1, 'scored', 0.5, null],
    [2, 'content-1', 1, 1, 'unscored', null, 'prompt-too-long'],
  ]);
  expect(db.selectArrays('SELECT score_id, tokens FROM token_losses')).toEqual([[1, '["["]']]);
  expect(db.selectValue(`SELECT value FROM setting WHERE key = 'selectionDue'`)).toBe('true');
}

it('samples that were built before any could be not annotated are read as they were, with none that is', () => {
  const summary = {
    documents: 1,
    samples: 2,
    positives: 1,
    negatives: 1,
    mentions: 1,
    mentionsByType: { negatives: 1 },
  };
  const facts = { summary, files: [{ file: 'cdr.txt', summary }] };
  const old = new sqlite.oo1.DB(':memory:');
  opened.push(old);
  for (const sql of MIGRATIONS.slice(0, 7)) old.exec(sql);
  old.exec(`PRAGMA user_version = 7; ${CORPUS}
    INSERT INTO sample VALUES (0, 's0', 0, 0, 14, 'content-0'), (1, 's1', 1, 0, 25, 'content-1');
    INSERT INTO sample_column VALUES ('positive', 0, x'0100');`);
  const options = { entityTypes: ['Chemical'], instructionTemplate: 'Find {types}.', unit: 'sentence' };
  old.exec('INSERT INTO sample_build (id, options, sample_count, type_sets, facts) VALUES (0, ?, 2, ?, ?)', {
    bind: [JSON.stringify(options), '[[]]', JSON.stringify(facts)],
  });
  migrate(old, MIGRATIONS.slice(0, 8));
  const index = SampleIndex.open(old);
  expect(Array.from(index?.columns.state ?? [], (code) => SAMPLE_STATES[code])).toEqual(['positive', 'negative']);
  const now = { ...summary, notAnnotated: 0 };
  expect(index?.facts).toEqual({ summary: now, files: [{ file: 'cdr.txt', summary: now }] });
});

describe('decisions and notes on sentences that are one sample now', () => {
  /** "Cultures grew E coli. Klebsiella was absent." with a mention over the end, before and behind sentences without. */
  const TEXT = 'It began. Cultures grew E coli. Klebsiella was absent. It ended.';
  const [FIRST, SECOND] = ['doc-0/abstract/10-31', 'doc-0/abstract/32-54'];
  const JOINED = 'doc-0/abstract/10-54';

  async function carried(rows: string): Promise<Database> {
    const old = new sqlite.oo1.DB(':memory:');
    opened.push(old);
    for (const sql of MIGRATIONS.slice(0, 7)) old.exec(sql);
    old.exec(`PRAGMA user_version = 7;
      INSERT INTO source VALUES (1, 'a.txt', 'brat', 'a.ann stands beside it');
      INSERT INTO document VALUES (0, 'doc-0', 'a.txt', 'given');
      INSERT INTO passage VALUES (0, 0, 0, 'abstract', 'abstract', '${TEXT}', NULL, NULL, 0);
      INSERT INTO mention VALUES (0, 0, 0, 'm1', 24, 42, 'Organism', 'E coli. Klebsiella', 0);
      INSERT INTO decision VALUES ('doc-0/abstract/0-9', 'approved', 10, 'ann', NULL), ('doc-9/p/0-3', 'rejected', 11, 'ann', NULL);
      ${rows}`);
    const db = await open(old);
    const project = new ProjectDb(sqlite, db);
    expect(project.samples).toBeUndefined();
    // Chemicals only: which types are asked for makes no other samples.
    project.beginSamples({ entityTypes: ['Chemical'], instructionTemplate: 'Find {types}.', unit: 'sentence' });
    project.stepSamples();
    project.finishSamples(undefined);
    expect(db.selectValues('SELECT key FROM sample ORDER BY id')).toEqual([
      'doc-0/abstract/0-9',
      JOINED,
      'doc-0/abstract/55-64',
    ]);
    return db;
  }
  const decisionsIn = (db: Database) =>
    db.selectArrays(`SELECT sample_id, verdict, decided_at_ms, author, reason FROM decision
      WHERE sample_id NOT IN ('doc-0/abstract/0-9', 'doc-9/p/0-3') ORDER BY sample_id`);

  it('carry over where they agree, or where there is but one', async () => {
    const agreeing = await carried(`INSERT INTO decision VALUES
      ('${FIRST}', 'approved', 20, 'ann', 'clear'), ('${SECOND}', 'approved', 30, 'bob', NULL);`);
    expect(decisionsIn(agreeing)).toEqual([[JOINED, 'approved', 30, 'bob', 'clear']]);
    const single = await carried(`INSERT INTO decision VALUES ('${SECOND}', 'rejected', 30, NULL, NULL);
      INSERT INTO note VALUES ('${FIRST}', 'Why?', 'ann', 5), ('${SECOND}', 'Because.', 'bob', 7);`);
    expect(decisionsIn(single)).toEqual([[JOINED, 'rejected', 30, null, null]]);
    expect(single.selectArrays('SELECT sample_id, text, author, written_at_ms FROM note')).toEqual([
      [JOINED, 'Why?\nBecause.', 'ann, bob', 7],
    ]);
    // Those on other samples, and on what is not there now, stay.
    expect(single.selectValue('SELECT count(*) FROM decision')).toBe(3);
    const verdicts = new ProjectDb(sqlite, single).samples?.columns.verdict;
    expect(Array.from(verdicts ?? [], (code) => VERDICTS[code])).toEqual(['approved', 'rejected', 'undecided']);
  });

  it('become "unsure" where they differ, with a reason that says both', async () => {
    const db = await carried(`INSERT INTO decision VALUES
      ('${FIRST}', 'approved', 20, 'ann', NULL), ('${SECOND}', 'rejected', 30, 'bob', 'no organism');`);
    expect(decisionsIn(db)).toEqual([
      [
        JOINED,
        'unsure',
        30,
        'bob',
        'Sentences decided on apart are one sample now: “Cultures grew E coli.” approved by ann; “Klebsiella was absent.” rejected by bob (no organism)',
      ],
    ]);
  });
});

describe('a project of an older schema opens whole, with every row that it held', () => {
  it('version 1, whose decisions had neither author nor reason', async () => {
    const old = projectOf(1);
    const db = await open(old);
    for (const [table, rows] of rowsOf(old, old)) expect([table, rows.length]).not.toEqual([table, 0]);
    expect(rowsOf(db, old, reshaped(1))).toEqual(rowsOf(old, old, reshaped(1)));
    expect(db.selectArrays('SELECT author, reason FROM decision')).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(db.selectArrays('SELECT id, author, at_ms, reason FROM history_step ORDER BY id')).toEqual([
      [1, 'curator', 1000, null],
      [2, 'curator', 2000, null],
    ]);
    expect(db.selectArrays('SELECT * FROM history_change ORDER BY step_id')).toEqual([
      [1, 0, 'decision', '{"sampleId":"s0"}', null, decided('s0', 'approved', 1000)],
      [2, 0, 'decision', '{"sampleId":"s1"}', decided('s1', 'rejected', 2000), null],
    ]);
  });

  it.each(MIGRATIONS.slice(2).map((_, index) => index + 2))('version %i', async (version) => {
    const old = projectOf(version);
    const db = await open(old);
    const before = rowsOf(old, old);
    // A table that a version brought and this test has nothing for would be one that is not tested.
    for (const [table, rows] of before) expect([table, rows.length]).not.toEqual([table, 0]);
    for (const name of reshaped(version)) before.delete(name);
    expect(rowsOf(db, old, reshaped(version))).toEqual(before);
    expectScoring(db);
    // Samples are made anew where what they were built with is not known.
    if (version === 5) expect(db.selectValue('SELECT count(*) FROM sample_build')).toBe(0);
  });
});
