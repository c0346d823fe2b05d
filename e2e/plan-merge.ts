import type { ReviewChange } from '../src/core/merge/review-step.ts';
import type { Decision } from '../src/core/selection/selection.ts';
import { openBytes, readBytes } from '../src/storage/database/database-bytes.ts';
import { loadNodeSqlite } from '../src/testing/storage/node-sqlite.ts';
import type { Act, Place } from './plan-acts.ts';
import { samplesOf, withStep } from './project-model.ts';

/**
 * A copy in which a colleague decided anew, and noted something where there is no note. Nobody did anything here since it
 * left: all of it is taken, and nothing is a conflict.
 */
export async function planMerge(from: Place, copy: Uint8Array): Promise<Act> {
  const { project } = from;
  const ids = project.files.flatMap(samplesOf).map(({ id }) => id);
  const decisions = ids
    .filter((_, place) => place % 3 === 0)
    .map((sampleId): Decision => ({ sampleId, verdict: 'rejected', decidedAtMs: 0, author: 'colleague' }));
  const notes = ids
    .filter((id, place) => place % 3 === 1 && !project.notes.has(id))
    .map((sampleId) => ({ sampleId, text: 'of a colleague', author: 'colleague', writtenAtMs: 0 }));
  const sqlite = await loadNodeSqlite();
  const db = openBytes(sqlite, copy);
  for (const { sampleId, verdict } of decisions) {
    db.exec(
      `INSERT OR REPLACE INTO decision (sample_id, verdict, decided_at_ms, author) VALUES (?, ?, ?, 'colleague')`,
      {
        bind: [sampleId, verdict, Date.now()],
      },
    );
  }
  for (const { sampleId, text } of notes) {
    db.exec(`INSERT INTO note (sample_id, text, author, written_at_ms) VALUES (?, ?, 'colleague', ?)`, {
      bind: [sampleId, text, Date.now()],
    });
  }
  const bytes = Buffer.from(readBytes(sqlite, db));
  db.close();
  const byId = (one: { readonly sampleId: string }, other: { readonly sampleId: string }): number =>
    one.sampleId < other.sampleId ? -1 : 1;
  const changes = [
    ...decisions.toSorted(byId).map((after): ReviewChange => {
      const { sampleId } = after;
      return { kind: 'decision', sampleId, before: project.decisions.get(sampleId), after };
    }),
    ...notes
      .toSorted(byId)
      .map((after): ReviewChange => ({ kind: 'note', sampleId: after.sampleId, before: undefined, after })),
  ];
  return {
    name: `merge ${changes.length} changes`,
    gestures: [
      { kind: 'click', on: 'project', name: 'Untitled project' },
      { kind: 'file', button: 'Merge a copy…', name: 'colleague.sqlite3', bytes },
      { kind: 'see-merged' },
    ],
    after: { ...from, project: withStep(project, 'Merge “colleague”', changes) },
    isOn: ({ merged }) => merged.includes('is merged'),
  };
}
