import init, { type Database } from '@sqlite.org/sqlite-wasm';
import wasmUrl from '@sqlite.org/sqlite-wasm/sqlite3.wasm?url';
import { loadSqlite } from '../../src/storage/database/load-sqlite.ts';
import { MIGRATIONS } from '../../src/storage/database/schema.ts';

export type OldProjectTask = { readonly kind: 'make'; readonly rowCount: number } | { readonly kind: 'break-off' };

self.onmessage = async ({ data }: MessageEvent<OldProjectTask>) => {
  try {
    if (data.kind === 'make') await makeProject(data.rowCount);
    else await breakOff();
    self.postMessage({});
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};

async function openProject(): Promise<Database> {
  const sqlite = await loadSqlite(init, new URL(wasmUrl, self.location.href).href);
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: 'bioselect', directory: '/bioselect-projects' });
  return new pool.OpfsSAHPoolDb('/project.sqlite3');
}

/** The thread is ended by whoever asked, with the transaction open and most of it in the file already. */
async function breakOff(): Promise<void> {
  const db = await openProject();
  db.exec(`PRAGMA cache_size = 4; BEGIN; UPDATE passage SET text = replace(text, 'rats', 'people'), given_answer = '[]';
    DELETE FROM decision WHERE decided_at_ms % 2 = 0`);
}

/** A row of training data each, all approved one by one. */
async function makeProject(rowCount: number): Promise<void> {
  const db = await openProject();
  db.transaction(() => {
    db.exec(MIGRATIONS[0] ?? '');
    db.exec('PRAGMA user_version = 1');
    db.exec(`INSERT INTO source (file, format, evidence) VALUES ('rows-old.jsonl', 'JSONL', 'line 1')`);
    db.exec(
      `INSERT INTO document (id, key, source_file, boundaries) VALUES (0, 'rows-old.jsonl', 'rows-old.jsonl', 'assumed')`,
    );
    for (let row = 0; row < rowCount; row++) insertRow(row);
  });
  db.close();

  function insertRow(row: number): void {
    const name = `Drug ${row}`;
    const text = `${name} eased the pain of ${row + 3} rats.`;
    const answer = `[{"entity": "Chemical", "name": "${name}"}]`;
    const sampleId = `rows-old.jsonl/${row + 1}/0-${text.length}`;
    db.exec(
      `INSERT INTO passage (id, document_id, ordinal, key, kind, text, given_instruction, given_answer, has_sentences)
        VALUES (?, 0, ?, ?, 'row', ?, 'Find the entities.', ?, 0)`,
      { bind: [row, row, String(row + 1), text, answer] },
    );
    db.exec(
      `INSERT INTO mention (id, passage_id, ordinal, key, start_offset, end_offset, entity_type, quote, has_concepts)
        VALUES (?, ?, 0, 'm1', 0, ?, 'Chemical', ?, 0)`,
      { bind: [row, row, name.length, name] },
    );
    db.exec(`INSERT INTO decision (sample_id, verdict, decided_at_ms) VALUES (?, 'approved', ?)`, {
      bind: [sampleId, row],
    });
    db.exec(`INSERT INTO history_step (id, stack, position, label) VALUES (?, 'undo', ?, 'Approve 1 sample')`, {
      bind: [row, row],
    });
    db.exec(
      `INSERT INTO history_change (step_id, ordinal, sample_id, after_verdict, after_ms) VALUES (?, 0, ?, 'approved', ?)`,
      { bind: [row, sampleId, row] },
    );
  }
}
