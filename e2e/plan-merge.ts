import type { ReviewChange } from '../src/core/project/review-step.ts';
import type { Decision } from '../src/core/selection/selection.ts';
import { openBytes, readBytes } from '../src/storage/database-bytes.ts';
import { loadNodeSqlite } from '../src/testing/node-sqlite.ts';
import type { Act, Place } from './plan-acts.ts';
import { samplesOf, withStep } from './project-model.ts';

/** A copy in which a colleague decided later than anyone here, and noted something where there is no note. */
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
  // What stands here is gone through first, then what only the copy has.
  const byId = (one: { readonly sampleId: string }, other: { readonly sampleId: string }): number =>
    Number(project.decisions.has(other.sampleId)) - Number(project.decisions.has(one.sampleId)) ||
    (one.sampleId < other.sampleId ? -1 : 1);
  const changes = [
    ...decisions.toSorted(byId).map((after): ReviewChange => {
      const { sampleId } = after;
      return { kind: 'decision', sampleId, before: project.decisions.get(sampleId), after };
    }),
    ...notes
      .toSorted((one, other) => (one.sampleId < other.sampleId ? -1 : 1))
      .map((after): ReviewChange => ({ kind: 'note', sampleId: after.sampleId, before: undefined, after })),
    ...decisions.flatMap((standing) => conflictOf(project, standing)),
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

/** A conflict is told from an earlier one by its times, of which the model has no others. */
let mergeTimeMs = 0;

/** The later decision stands until somebody settles it; an open conflict of the same two verdicts gives way. */
function conflictOf({ decisions, conflicts }: Place['project'], later: Decision): readonly ReviewChange[] {
  const { sampleId } = later;
  const other = decisions.get(sampleId);
  if (other === undefined || other.verdict === later.verdict) return [];
  mergeTimeMs += 1;
  const standing = { ...later, decidedAtMs: mergeTimeMs };
  const named = [standing.verdict, other.verdict];
  const gone = [...conflicts.values()].filter(
    ({ conflict }) =>
      conflict.kind === 'decision' &&
      conflict.sampleId === sampleId &&
      [conflict.standing, conflict.other].every(({ verdict }) => named.includes(verdict)),
  );
  return [
    {
      kind: 'conflict',
      conflict: { kind: 'decision', sampleId, standing, other },
      before: undefined,
      after: { kind: 'open' },
    },
    ...gone.map(({ conflict, state }): ReviewChange => ({
      kind: 'conflict',
      conflict,
      before: state,
      after: undefined,
    })),
  ];
}
