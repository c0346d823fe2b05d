import { SCORINGS_AND_SELECTIONS } from './schema-scorings.ts';
import { COPIES } from './schema-copies.ts';
import { FILE_PREDICTIONS } from './schema-predictions.ts';

/**
 * The project's tables, one entry a version: entry n takes a database of version n to n + 1. An entry that has been
 * released is never changed, only followed.
 *
 * - Offsets are UTF-16 code units relative to the passage's text, half open.
 * - `ordinal` is the place in the file's or the list's own order, from 0.
 * - A score belongs to (content_hash, scoring_id), not to a sample: samples are derived from the corpus. What a sample
 *   said before an edit, where that has a score, is in `earlier_content`; the newest has the highest id.
 * - A selection is a list of sample ids with a reason and a rank each: `selection_entry` has the ids, which selections
 *   made of the same samples share, and `selection_pick` the rest, 4,096 entries a blob. A byte of `reasons` is the
 *   index of a word of `selection.reasons`. The setting `selectionId` names the one that holds; others are there for
 *   the undo list. `selectionDue`: the project is of a studio whose selection followed the scores by itself.
 * - Token losses stand beside the scores and not in them, so that sorting by IFD does not read a blob.
 * - `mention_edit` is what people made of imported mentions: the mention as JSON in the imported one's place, or NULL
 *   where they deleted it. What has no row is as it was imported. It names its passage by keys, not rows, because a
 *   file may be read anew.
 * - `mark` is what people said to be annotated in full. `annotation_gap.issue` is the issue as JSON.
 * - `file_prediction` is what files bring of models' predictions; its mentions are a JSON array in the passage's offsets.
 * - `sample` and what begins with `sample_` are made of the rest and can be made again: the samples of the corpus as it
 *   is edited, and columns of what filters and sorts ask for, 4,096 samples a blob, little-endian.
 * - `review_version` has what stood of a decision, a note, a mark, a mention or a conflict when a copy of the project
 *   left, and what stands of it now; see `review-versions.ts`.
 * - `history_step.position` counts from the oldest step of its stack; the newest is the next to undo or redo.
 */
export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  evidence TEXT NOT NULL
);

CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  source_file TEXT NOT NULL,
  boundaries TEXT NOT NULL CHECK (boundaries IN ('given', 'assumed'))
);

CREATE TABLE passage (
  id INTEGER PRIMARY KEY,
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  given_instruction TEXT,
  given_answer TEXT,
  has_sentences INTEGER NOT NULL CHECK (has_sentences IN (0, 1)),
  UNIQUE (document_id, ordinal),
  CHECK ((given_instruction IS NULL) = (given_answer IS NULL))
);

CREATE TABLE sentence (
  passage_id INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  PRIMARY KEY (passage_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE mention (
  id INTEGER PRIMARY KEY,
  passage_id INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  entity_type TEXT NOT NULL,
  quote TEXT NOT NULL,
  has_concepts INTEGER NOT NULL CHECK (has_concepts IN (0, 1)),
  UNIQUE (passage_id, ordinal)
);

CREATE TABLE fragment (
  mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  PRIMARY KEY (mention_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE concept (
  mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  concept_id TEXT NOT NULL,
  PRIMARY KEY (mention_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE issue (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
  line INTEGER,
  document_key TEXT,
  found TEXT,
  expected TEXT
);

CREATE TABLE scoring_run (
  id INTEGER PRIMARY KEY,
  provenance TEXT NOT NULL UNIQUE
);

CREATE TABLE score (
  id INTEGER PRIMARY KEY,
  content_hash TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  variant TEXT NOT NULL,
  run_id INTEGER NOT NULL REFERENCES scoring_run (id),
  kind TEXT NOT NULL CHECK (kind IN ('scored', 'unscored')),
  ifd REAL,
  conditioned_answer_loss REAL,
  direct_answer_loss REAL,
  truncated INTEGER CHECK (truncated IN (0, 1)),
  border_merged INTEGER CHECK (border_merged IN (0, 1)),
  reason TEXT,
  UNIQUE (content_hash, model_hash, variant),
  CHECK (
    (kind = 'scored') = (ifd IS NOT NULL AND conditioned_answer_loss IS NOT NULL AND direct_answer_loss IS NOT NULL
      AND truncated IS NOT NULL AND border_merged IS NOT NULL)
    AND (kind = 'unscored') = (reason IS NOT NULL)
  )
);
CREATE INDEX score_by_model ON score (model_hash, variant, id);
CREATE INDEX score_by_run ON score (run_id);

CREATE TABLE token_losses (
  score_id INTEGER PRIMARY KEY REFERENCES score (id) ON DELETE CASCADE,
  conditioned BLOB NOT NULL,
  direct BLOB NOT NULL,
  tokens TEXT NOT NULL CHECK (json_valid(tokens))
);

CREATE TABLE decision (
  sample_id TEXT PRIMARY KEY,
  verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'rejected')),
  decided_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE history_step (
  id INTEGER PRIMARY KEY,
  stack TEXT NOT NULL CHECK (stack IN ('undo', 'redo')),
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  UNIQUE (stack, position)
);

CREATE TABLE history_change (
  step_id INTEGER NOT NULL REFERENCES history_step (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  sample_id TEXT NOT NULL,
  before_verdict TEXT CHECK (before_verdict IN ('approved', 'rejected')),
  before_ms INTEGER,
  after_verdict TEXT CHECK (after_verdict IN ('approved', 'rejected')),
  after_ms INTEGER,
  PRIMARY KEY (step_id, ordinal),
  CHECK ((before_verdict IS NULL) = (before_ms IS NULL) AND (after_verdict IS NULL) = (after_ms IS NULL))
) WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) WITHOUT ROWID;
`,
  `
ALTER TABLE decision RENAME TO old_decision;
CREATE TABLE decision (
  sample_id TEXT PRIMARY KEY,
  verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'rejected', 'unsure')),
  decided_at_ms INTEGER NOT NULL,
  author TEXT,
  reason TEXT
) WITHOUT ROWID;
INSERT INTO decision (sample_id, verdict, decided_at_ms) SELECT sample_id, verdict, decided_at_ms FROM old_decision;
DROP TABLE old_decision;

CREATE TABLE note (
  sample_id TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  written_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE mention_edit (
  document_key TEXT NOT NULL,
  passage_key TEXT NOT NULL,
  mention_key TEXT NOT NULL,
  mention TEXT CHECK (mention IS NULL OR json_valid(mention)),
  PRIMARY KEY (document_key, passage_key, mention_key)
) WITHOUT ROWID;

ALTER TABLE history_step ADD COLUMN author TEXT NOT NULL DEFAULT 'curator';
ALTER TABLE history_step ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history_step ADD COLUMN reason TEXT;

ALTER TABLE history_change RENAME TO old_change;
CREATE TABLE history_change (
  step_id INTEGER NOT NULL REFERENCES history_step (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('decision', 'note', 'mention')),
  target TEXT NOT NULL CHECK (json_valid(target)),
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  PRIMARY KEY (step_id, ordinal)
) WITHOUT ROWID;
INSERT INTO history_change (step_id, ordinal, kind, target, before, after)
  SELECT step_id, ordinal, 'decision', json_object('sampleId', sample_id),
    iif(before_verdict IS NULL, NULL,
      json_object('sampleId', sample_id, 'verdict', before_verdict, 'decidedAtMs', before_ms)),
    iif(after_verdict IS NULL, NULL,
      json_object('sampleId', sample_id, 'verdict', after_verdict, 'decidedAtMs', after_ms))
  FROM old_change;
UPDATE history_step SET at_ms = coalesce((SELECT max(coalesce(json_extract(after, '$.decidedAtMs'),
  json_extract(before, '$.decidedAtMs'))) FROM history_change WHERE step_id = history_step.id), 0);
DROP TABLE old_change;
`,
  `
CREATE TABLE prediction_run (
  id INTEGER PRIMARY KEY,
  provenance TEXT NOT NULL UNIQUE
);

CREATE TABLE prediction (
  id INTEGER PRIMARY KEY,
  question_hash TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  run_id INTEGER NOT NULL REFERENCES prediction_run (id),
  ending TEXT NOT NULL CHECK (ending IN ('closed', 'length', 'no-room')),
  UNIQUE (question_hash, model_hash)
);
CREATE INDEX prediction_by_model ON prediction (model_hash, id);
CREATE INDEX prediction_by_run ON prediction (run_id);

CREATE TABLE predicted_mention (
  prediction_id INTEGER NOT NULL REFERENCES prediction (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  entity_type TEXT NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (prediction_id, ordinal)
) WITHOUT ROWID;
`,
  `
CREATE TABLE relation (
  document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL,
  relation_type TEXT NOT NULL,
  arguments TEXT NOT NULL CHECK (json_valid(arguments)),
  PRIMARY KEY (document_id, ordinal)
) WITHOUT ROWID;
`,
  `
CREATE TABLE sample (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  passage_id INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  content_hash TEXT NOT NULL
);

CREATE TABLE sample_column (
  name TEXT NOT NULL,
  chunk INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (name, chunk)
);

CREATE TABLE sample_build (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  options TEXT NOT NULL CHECK (json_valid(options)),
  sample_count INTEGER NOT NULL,
  type_sets TEXT NOT NULL CHECK (json_valid(type_sets)),
  scoring TEXT CHECK (scoring IS NULL OR json_valid(scoring))
);

CREATE VIRTUAL TABLE sample_text USING fts5(input, document, content='', columnsize=0);
`,
  `
DELETE FROM sample_build;
ALTER TABLE sample_build ADD COLUMN facts TEXT CHECK (facts IS NULL OR json_valid(facts));
ALTER TABLE sample_build ADD COLUMN issues TEXT CHECK (issues IS NULL OR json_valid(issues));
CREATE INDEX score_truncated ON score (content_hash) WHERE truncated = 1;
`,
  `
ALTER TABLE history_change RENAME TO old_change;
CREATE TABLE history_change (
  step_id INTEGER NOT NULL REFERENCES history_step (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('decision', 'note', 'mention', 'conflict')),
  target TEXT NOT NULL CHECK (json_valid(target)),
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  PRIMARY KEY (step_id, ordinal)
) WITHOUT ROWID;
INSERT INTO history_change (step_id, ordinal, kind, target, before, after)
  SELECT step_id, ordinal, kind, target, before, after FROM old_change;
DROP TABLE old_change;
`,
  `
CREATE TABLE annotation_gap (
  passage_id INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('unannotated', 'partial', 'lost')),
  start_offset INTEGER,
  end_offset INTEGER,
  issue TEXT CHECK (issue IS NULL OR json_valid(issue)),
  PRIMARY KEY (passage_id, ordinal),
  CHECK ((start_offset IS NULL) = (end_offset IS NULL))
) WITHOUT ROWID;

CREATE TABLE mark (
  sample_id TEXT PRIMARY KEY,
  author TEXT NOT NULL,
  marked_at_ms INTEGER NOT NULL
) WITHOUT ROWID;

UPDATE sample_column SET name = 'state' WHERE name = 'positive';

ALTER TABLE history_change RENAME TO old_change;
CREATE TABLE history_change (
  step_id INTEGER NOT NULL REFERENCES history_step (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('decision', 'note', 'mark', 'mention', 'conflict')),
  target TEXT NOT NULL CHECK (json_valid(target)),
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  PRIMARY KEY (step_id, ordinal)
) WITHOUT ROWID;
INSERT INTO history_change (step_id, ordinal, kind, target, before, after)
  SELECT step_id, ordinal, kind, target, before, after FROM old_change;
DROP TABLE old_change;
`,
  // Sentences that a mention reaches over are one sample from here on: samples are made anew.
  'DELETE FROM sample_build;',
  `
ALTER TABLE issue ADD COLUMN passage_key TEXT;
`,
  COPIES,
  SCORINGS_AND_SELECTIONS,
  FILE_PREDICTIONS,
];

/** The first version whose copies know each other. */
export const FIRST_WITH_COPIES = MIGRATIONS.indexOf(COPIES) + 1;
