/**
 * Scores belong to scorings, and a selection is a list of its own; see `MIGRATIONS`. Foreign keys have to be off: `score`
 * is made anew, and to drop the old one would delete what refers to it.
 */
export const SCORINGS_AND_SELECTIONS = `
CREATE TABLE scoring (
  id INTEGER PRIMARY KEY,
  model_hash TEXT NOT NULL,
  model_name TEXT NOT NULL,
  dtype TEXT NOT NULL,
  backend TEXT NOT NULL,
  prompt TEXT NOT NULL CHECK (json_valid(prompt)),
  variant TEXT NOT NULL CHECK (json_valid(variant)),
  model_source TEXT CHECK (model_source IS NULL OR json_valid(model_source)),
  began_at_ms INTEGER NOT NULL
);
CREATE TABLE old_key (scoring_id INTEGER PRIMARY KEY, model_hash TEXT NOT NULL, variant TEXT NOT NULL, run_id INTEGER);
INSERT INTO old_key (model_hash, variant, run_id)
  SELECT model_hash, variant, max(run_id) FROM score GROUP BY 1, 2 ORDER BY max(id);
INSERT INTO scoring (id, model_hash, model_name, dtype, backend, prompt, variant, model_source, began_at_ms)
  SELECT scoring_id, model_hash, coalesce(facts ->> 'modelName', 'unknown'), coalesce(facts ->> 'dtype', 'unknown'),
    coalesce(facts ->> 'backend', 'wasm'),
    json_object(
      'instructionTemplate', coalesce(options ->> 'instructionTemplate', ''),
      'entityTypes', json(coalesce(options -> 'entityTypes', '[]'))),
    json_object('ifd', variant, 'maxLength', coalesce(facts ->> 'maxLength', 1024)),
    CASE WHEN source ->> 'name' = facts ->> 'modelName' THEN source END, 0
  FROM (
    SELECT scoring_id, model_hash, variant, iif(json_valid(provenance), provenance, '{}') AS facts,
      coalesce((SELECT value FROM setting WHERE key = 'sampleOptions'), '{}') AS options,
      coalesce((SELECT value FROM setting WHERE key = 'modelSource'), '{}') AS source
    FROM old_key JOIN scoring_run ON scoring_run.id = run_id
  );

CREATE TABLE new_score (
  id INTEGER PRIMARY KEY,
  content_hash TEXT NOT NULL,
  scoring_id INTEGER NOT NULL REFERENCES scoring (id),
  run_id INTEGER NOT NULL REFERENCES scoring_run (id),
  kind TEXT NOT NULL CHECK (kind IN ('scored', 'unscored')),
  ifd REAL,
  conditioned_answer_loss REAL,
  direct_answer_loss REAL,
  truncated INTEGER CHECK (truncated IN (0, 1)),
  border_merged INTEGER CHECK (border_merged IN (0, 1)),
  reason TEXT,
  UNIQUE (content_hash, scoring_id),
  CHECK (
    (kind = 'scored') = (ifd IS NOT NULL AND conditioned_answer_loss IS NOT NULL AND direct_answer_loss IS NOT NULL
      AND truncated IS NOT NULL AND border_merged IS NOT NULL)
    AND (kind = 'unscored') = (reason IS NOT NULL)
  )
);
INSERT INTO new_score SELECT id, content_hash, scoring_id, score.run_id, kind, ifd, conditioned_answer_loss,
  direct_answer_loss, truncated, border_merged, reason
  FROM score JOIN old_key ON old_key.model_hash = score.model_hash AND old_key.variant = score.variant;
DROP TABLE score;
ALTER TABLE new_score RENAME TO score;
CREATE INDEX score_by_scoring ON score (scoring_id, id);
CREATE INDEX score_by_run ON score (run_id);
CREATE INDEX score_truncated ON score (content_hash) WHERE truncated = 1;
DROP TABLE old_key;
-- Anew behind its parent: what is recovered comes in the order of the schema.
CREATE TABLE new_token_losses (
  score_id INTEGER PRIMARY KEY REFERENCES score (id) ON DELETE CASCADE,
  conditioned BLOB NOT NULL,
  direct BLOB NOT NULL,
  tokens TEXT NOT NULL CHECK (json_valid(tokens))
);
INSERT INTO new_token_losses SELECT score_id, conditioned, direct, tokens FROM token_losses;
DROP TABLE token_losses;
ALTER TABLE new_token_losses RENAME TO token_losses;

CREATE TABLE earlier_content (
  id INTEGER PRIMARY KEY,
  sample_key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  UNIQUE (sample_key, content_hash)
);

CREATE TABLE selection_list (
  id INTEGER PRIMARY KEY
);
CREATE TABLE selection_entry (
  list_id INTEGER NOT NULL REFERENCES selection_list (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  sample_key TEXT NOT NULL,
  PRIMARY KEY (list_id, place)
) WITHOUT ROWID;
CREATE TABLE selection (
  id INTEGER PRIMARY KEY,
  list_id INTEGER NOT NULL REFERENCES selection_list (id),
  scoring_id INTEGER REFERENCES scoring (id),
  rule TEXT NOT NULL CHECK (json_valid(rule)),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  cut_off_ifd REAL,
  made_at_ms INTEGER NOT NULL
);
CREATE TABLE selection_pick (
  selection_id INTEGER NOT NULL REFERENCES selection (id) ON DELETE CASCADE,
  chunk INTEGER NOT NULL,
  reasons BLOB NOT NULL,
  ranks BLOB NOT NULL,
  PRIMARY KEY (selection_id, chunk)
) WITHOUT ROWID;

INSERT INTO setting (key, value) SELECT 'selectionDue', 'true' WHERE EXISTS (SELECT 1 FROM score);
DELETE FROM sample_build;
ALTER TABLE sample_build ADD COLUMN list_id INTEGER;
`;
