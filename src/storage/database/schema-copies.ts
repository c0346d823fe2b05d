/**
 * By what copies of a project know each other, and what stood of what people say when copies left; see
 * `copy-identity.ts` and `review-versions.ts`. Of the kinds in the history the studio alone knows which there are.
 */
export const COPIES = `
CREATE TABLE copy_state (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  owner TEXT,
  browser_id TEXT NOT NULL,
  family TEXT NOT NULL,
  copy_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  known TEXT NOT NULL CHECK (json_valid(known))
);

CREATE TABLE review_version (
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  copy_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  value TEXT CHECK (value IS NULL OR json_valid(value)),
  PRIMARY KEY (kind, target, ordinal)
) WITHOUT ROWID;

ALTER TABLE decision ADD COLUMN author_id TEXT;
ALTER TABLE note ADD COLUMN author_id TEXT;
ALTER TABLE history_step ADD COLUMN author_id TEXT;

ALTER TABLE history_change RENAME TO old_change;
CREATE TABLE history_change (
  step_id INTEGER NOT NULL REFERENCES history_step (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL CHECK (json_valid(target)),
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  PRIMARY KEY (step_id, ordinal)
) WITHOUT ROWID;
INSERT INTO history_change (step_id, ordinal, kind, target, before, after)
  SELECT step_id, ordinal, kind, target, before, after FROM old_change;
DROP TABLE old_change;
`;
