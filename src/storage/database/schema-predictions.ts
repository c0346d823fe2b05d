/** What models predicted of passages, as files bring it; see `MIGRATIONS`. */
export const FILE_PREDICTIONS = `
CREATE TABLE file_prediction (
  passage_id INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  model TEXT NOT NULL,
  mentions TEXT NOT NULL CHECK (json_valid(mentions)),
  PRIMARY KEY (passage_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX file_prediction_by_model ON file_prediction (model, passage_id);
`;
