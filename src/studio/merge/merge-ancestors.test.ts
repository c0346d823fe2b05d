import type { Database } from '@sqlite.org/sqlite-wasm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standMention } from '../../core/annotations/stand-mention.ts';
import { openBytes, readBytes } from '../../storage/database/database-bytes.ts';
import { FIRST_WITH_COPIES, MIGRATIONS } from '../../storage/database/schema.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { asOtherCopy, copyOf, mergeInto } from '../../testing/studio/two-curators.ts';

const TITLE = 'Aspirin and headache.';
const passage = { documentId: '1', passageId: 'title' };
const added = standMention(TITLE, { id: 'e8-11', entityType: 'Chemical', pieces: [{ start: 8, end: 11 }] });
let ann: StudioFixture;
let ben: StudioFixture;
let ids: readonly string[] = [];

/** With a decision, a note and an added mention that both begin with. */
beforeEach(async () => {
  ann = await createStudioFixture();
  await ann.restore();
  await ann.commands.openCorpus([pubtatorFile()]);
  await ann.commands.setAuthor('Ann');
  ids = (await ann.whole()).samples.map(({ id }) => id);
  await ann.commands.decide([at(0), at(1)], 'approved', 'at first');
  await ann.commands.note(at(0), 'at first');
  await ann.commands.edit({
    label: 'Label',
    changes: [{ passage, mentionId: added.id, before: undefined, after: added }],
  });
  ben = await openOther(await copyOf(ann), 'Ben');
  for (const studio of [ann, ben]) studio.advance(1000);
  ben.advance(1000);
});
afterEach(() => {
  ann.db.close();
  ben.db.close();
});

async function openOther(bytes: Uint8Array, author: string): Promise<StudioFixture> {
  const studio = await createStudioFixture({ db: await asOtherCopy(bytes) });
  await studio.restore();
  await studio.commands.setAuthor(author);
  return studio;
}

function at(place: number): string {
  return ids[place] ?? '';
}

async function mentionsOf({ whole }: StudioFixture): Promise<readonly string[]> {
  const mentions = (await whole()).corpus.documents[0]?.passages[0]?.mentions ?? [];
  return mentions.map(({ quote, entityType }) => `${entityType} ${quote}`);
}

async function change(
  { commands, whole }: StudioFixture,
  quote: string,
  entityType: string | undefined,
): Promise<void> {
  const before = (await whole()).corpus.documents[0]?.passages[0]?.mentions.find((each) => each.quote === quote);
  if (before === undefined) throw new Error(`no ${quote}`);
  const after = entityType === undefined ? undefined : { ...before, entityType };
  await commands.edit({ label: 'Change', changes: [{ passage, mentionId: before.id, before, after }] });
}

function saidIn({ state }: StudioFixture): object {
  const { decisions, notes, conflicts } = state.getState();
  return {
    decisions: ids.flatMap((id) => decisions.get(id)?.verdict ?? []),
    notes: ids.flatMap((id) => notes.get(id)?.text ?? []),
    conflicts,
  };
}

async function expectAlike(): Promise<void> {
  expect(saidIn(ben)).toEqual(saidIn(ann));
  expect(await mentionsOf(ben)).toEqual(await mentionsOf(ann));
}

describe('what one copy changed and the other did not', () => {
  it('is taken, whatever it is: also a cleared decision, a removed note and a deleted mention', async () => {
    await ben.commands.decide([at(0)], 'undecided');
    await ben.commands.decide([at(1)], 'rejected');
    await ben.commands.note(at(0), '');
    await change(ben, 'and', undefined);
    await change(ben, 'headache', 'Symptom');
    await mergeInto(ann, ben);
    expect(saidIn(ann)).toEqual({ decisions: ['rejected'], notes: [], conflicts: [] });
    expect(await mentionsOf(ann)).toEqual(['Chemical Aspirin', 'Symptom headache']);
    expect(ann.state.getState().mergeReport).toMatchObject({ conflictCount: 0, isStranger: false });
    await mergeInto(ben, ann);
    await expectAlike();
  });

  it('does not come back: cleared and deleted here, it was not touched there', async () => {
    await ann.commands.decide([at(0)], 'undecided');
    await ann.commands.note(at(0), '');
    await change(ann, 'and', undefined);
    await mergeInto(ann, ben);
    await mergeInto(ben, ann);
    await mergeInto(ann, ben);
    for (const studio of [ann, ben]) {
      expect(saidIn(studio)).toEqual({ decisions: ['approved'], notes: [], conflicts: [] });
      expect(await mentionsOf(studio)).toEqual(['Chemical Aspirin', 'Disease headache']);
    }
  });

  it('undone before the merge is no change', async () => {
    await ann.commands.decide([at(0)], 'rejected');
    await ann.commands.undo();
    await ben.commands.decide([at(0)], 'unsure');
    await mergeInto(ann, ben);
    expect(saidIn(ann)).toMatchObject({ decisions: ['unsure', 'approved'], conflicts: [] });
  });

  it('undone when it had been merged already is a change, which the other copy gets', async () => {
    await ann.commands.decide([at(0)], 'rejected');
    await mergeInto(ben, ann);
    expect(saidIn(ben)).toMatchObject({ decisions: ['rejected', 'approved'] });
    await ann.commands.undo();
    await mergeInto(ann, ben);
    await mergeInto(ben, ann);
    for (const studio of [ann, ben]) expect(saidIn(studio)).toMatchObject({ decisions: ['approved', 'approved'] });
  });
});

describe('a mention that both copies have', () => {
  it('which both labelled anew is a conflict in which one of the two labels stands, not both', async () => {
    await change(ann, 'and', 'Gene');
    await change(ben, 'and', 'Disease');
    await mergeInto(ann, ben);
    expect(ann.state.getState().conflicts).toMatchObject([
      { kind: 'mention', mentionId: added.id, sides: { standing: { author: expect.any(String) } } },
    ]);
    expect((await mentionsOf(ann)).filter((each) => each.endsWith(' and'))).toHaveLength(1);
  });

  it.each([
    ['standing', 1],
    ['other', 1],
    ['both', 2],
    ['neither', 0],
    ['edited', 1],
  ] as const)('is settled as %s in one step, which undo and redo take along', async (choice, count) => {
    await change(ann, 'and', 'Gene');
    await change(ben, 'and', 'Disease');
    await mergeInto(ann, ben);
    const [conflict] = ann.state.getState().conflicts;
    if (conflict?.kind !== 'mention') throw new Error('no conflict');
    const before = await mentionsOf(ann);
    await ann.commands.settleConflict(conflict, choice);
    const after = await mentionsOf(ann);
    expect(after.filter((each) => each.endsWith(' and'))).toHaveLength(count);
    if (choice === 'standing' || choice === 'other') {
      const side = conflict[choice];
      expect(after).toContain(side.kind === 'put' ? `${side.mention.entityType} and` : '');
    }
    expect(ann.state.getState().conflicts).toEqual([]);
    await ann.commands.undo();
    expect(await mentionsOf(ann)).toEqual(before);
    expect(ann.state.getState().conflicts).toEqual([conflict]);
    await ann.commands.redo();
    expect(await mentionsOf(ann)).toEqual(after);
    await mergeInto(ben, ann);
    await mergeInto(ann, ben);
    await expectAlike();
    expect(ben.state.getState().conflicts).toEqual([]);
    const [settled] = ann.state.getState().settledConflicts;
    if (settled === undefined) throw new Error('nothing is settled');
    await ann.commands.reopenConflict(settled);
    expect(ann.state.getState().conflicts).toMatchObject([{ kind: 'mention' }]);
    expect((await mentionsOf(ann)).filter((each) => each.endsWith(' and'))).toHaveLength(1);
  });
});

describe('notes that both changed', () => {
  it.each([
    ['standing', 'of Ben'],
    ['other', 'of Ann'],
    ['both', 'of Ann\nof Ben'],
    ['neither', undefined],
  ] as const)('are a conflict, settled as %s', async (choice, text) => {
    await ann.commands.note(at(0), 'of Ann');
    await ben.commands.note(at(0), 'of Ben');
    await mergeInto(ann, ben);
    const [conflict] = ann.state.getState().conflicts;
    if (conflict?.kind !== 'note') throw new Error('no conflict');
    expect(ann.state.getState().notes.get(at(0))?.text).toBe('of Ben');
    await ann.commands.settleConflict(conflict, choice);
    expect(ann.state.getState().notes.get(at(0))?.text).toBe(text);
    await mergeInto(ben, ann);
    expect(ben.state.getState().notes.get(at(0))?.text).toBe(text);
    await ann.commands.undo();
    expect(ann.state.getState().conflicts).toEqual([conflict]);
  });
});

describe('round trips', () => {
  it('over a third copy bring no conflict of what was settled or taken before', async () => {
    await ann.commands.decide([at(0)], 'rejected');
    await ben.commands.decide([at(1)], 'rejected');
    const cem = await openOther(await copyOf(ben), 'Cem');
    await change(cem, 'headache', 'Symptom');
    await mergeInto(ann, cem);
    await mergeInto(ben, ann);
    await mergeInto(cem, ben);
    await mergeInto(ann, cem);
    for (const studio of [ann, ben, cem]) {
      expect(saidIn(studio)).toMatchObject({ decisions: ['rejected', 'rejected'], conflicts: [] });
      expect(await mentionsOf(studio)).toContain('Symptom headache');
    }
    cem.db.close();
  });

  it('of a copy that each merges of the other before it knows of that merge end the same, and stay quiet', async () => {
    await ann.commands.decide([at(0)], 'rejected');
    await ben.commands.decide([at(1)], 'unsure');
    const [ofAnn, ofBen] = [await copyOf(ann), await copyOf(ben)];
    await ann.commands.mergeProjectFile(new File([ofBen], 'ben.sqlite3'));
    await ben.commands.mergeProjectFile(new File([ofAnn], 'ann.sqlite3'));
    await expectAlike();
    // Each had what the other one had; only Ann goes on.
    await ann.commands.decide([at(1)], 'approved');
    await mergeInto(ann, ben);
    await mergeInto(ben, ann);
    for (const studio of [ann, ben]) {
      expect(saidIn(studio)).toMatchObject({ decisions: ['rejected', 'approved'], conflicts: [] });
    }
  });

  it('with one’s own older copy change nothing', async () => {
    const older = await copyOf(ann);
    await ann.commands.decide([at(0)], 'rejected');
    await change(ann, 'and', undefined);
    const before = [saidIn(ann), await mentionsOf(ann)];
    const { undo } = ann.state.getState();
    await ann.commands.mergeProjectFile(new File([older], 'older.sqlite3'));
    expect([saidIn(ann), await mentionsOf(ann)]).toEqual(before);
    expect(ann.state.getState().undo).toEqual(undo);
  });

  it('of a merge that was taken back bring it again', async () => {
    await ben.commands.decide([at(0)], 'rejected');
    await mergeInto(ann, ben);
    await ann.commands.undo();
    expect(saidIn(ann)).toMatchObject({ decisions: ['approved', 'approved'] });
    await mergeInto(ann, ben);
    expect(saidIn(ann)).toMatchObject({ decisions: ['rejected', 'approved'], conflicts: [] });
  });
});

describe('copies that say nothing of each other', () => {
  /** As a studio wrote it that knew no versions. */
  async function ofOlderStudio(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const sqlite = await loadNodeSqlite();
    const db = openBytes(sqlite, bytes);
    db.exec(`DROP TABLE review_version; DROP TABLE copy_state; PRAGMA user_version = ${FIRST_WITH_COPIES - 1};
      ALTER TABLE decision DROP COLUMN author_id; ALTER TABLE note DROP COLUMN author_id;
      ALTER TABLE history_step DROP COLUMN author_id; DELETE FROM seal; PRAGMA application_id = 0`);
    db.exec('DROP TABLE seal');
    withoutScorings(db);
    const older = new Uint8Array(readBytes(sqlite, db));
    db.close();
    return older;
  }

  /** What came with the version behind that of copies. */
  function withoutScorings(db: Database): void {
    const news = ['selection_pick', 'selection', 'selection_entry', 'selection_list', 'earlier_content'];
    for (const table of [...news, 'token_losses', 'score', 'scoring', 'file_prediction'])
      db.exec(`DROP TABLE ${table}`);
    const [first = ''] = MIGRATIONS;
    for (const [table] of first.matchAll(/CREATE TABLE (?:score|token_losses) \([^;]*;/gu)) db.exec(table);
    db.exec('ALTER TABLE sample_build DROP COLUMN list_id');
  }

  it('are held against what was imported, and the report says so', async () => {
    await ann.commands.decide([at(0)], 'undecided');
    await ben.commands.decide([at(1)], 'rejected');
    await ann.commands.mergeProjectFile(new File([await ofOlderStudio(await copyOf(ben))], 'ben.sqlite3'));
    const { mergeReport, conflicts, projectFailure } = ann.state.getState();
    expect(projectFailure).toBeUndefined();
    expect(mergeReport).toMatchObject({ isStranger: true, conflictCount: 1, copy: { kind: 'whole' } });
    expect(conflicts).toMatchObject([{ kind: 'decision', sampleId: at(1) }]);
  });

  it('and come a second time do not ask again what was settled', async () => {
    await ben.commands.decide([at(1)], 'rejected');
    const older = await ofOlderStudio(await copyOf(ben));
    await ann.commands.mergeProjectFile(new File([older], 'ben.sqlite3'));
    const [conflict] = ann.state.getState().conflicts;
    if (conflict === undefined) throw new Error('no conflict');
    await ann.commands.settleConflict(conflict, 'other');
    const settled = saidIn(ann);
    await ann.commands.mergeProjectFile(new File([older], 'ben.sqlite3'));
    expect(ann.state.getState().conflicts).toEqual([]);
    expect(saidIn(ann)).toEqual(settled);
  });

  it('keep the conflicts that an older studio listed, with the two choices that it knew', async () => {
    await ann.commands.decide([at(0)], 'rejected');
    await ben.commands.decide([at(0)], 'unsure');
    await mergeInto(ann, ben);
    const sql = 'UPDATE setting SET value = ? WHERE key = ?';
    const [conflict] = ann.state.getState().conflicts;
    const overlap = { kind: 'overlap', passage, one: added, other: { ...added, id: 'n2', entityType: 'Gene' } };
    const { sides: _, ...older } = conflict ?? { sides: undefined };
    ann.db.exec(sql, { bind: [JSON.stringify([older]), 'conflicts'] });
    const settled = [{ conflict: overlap, choice: 'keep', author: 'Ann', atMs: 7 }];
    ann.db.exec("INSERT OR REPLACE INTO setting (key, value) VALUES ('settledConflicts', ?)", {
      bind: [JSON.stringify(settled)],
    });
    const again = await createStudioFixture({ db: ann.db });
    await again.restore();
    expect(again.state.getState().conflicts).toEqual([older]);
    expect(again.state.getState().settledConflicts).toMatchObject([{ choice: 'both', conflict: { kind: 'overlap' } }]);
    const [found] = again.state.getState().conflicts;
    if (found === undefined) throw new Error('no conflict');
    await again.commands.settleConflict(found, 'standing');
    expect(again.state.getState().conflicts).toEqual([]);
  });
});

it('asks for a name before the first merge', async () => {
  await ann.commands.setAuthor('');
  await mergeInto(ann, ben);
  expect(ann.state.getState()).toMatchObject({ projectFailure: { code: 'author-missing' }, mergeReport: undefined });
});

it('tells two people of one name apart', async () => {
  for (const studio of [ann, ben]) await studio.commands.setAuthor('curator');
  await ann.commands.decide([at(0)], 'rejected');
  await ben.commands.decide([at(0)], 'unsure');
  await mergeInto(ann, ben);
  const [conflict] = ann.state.getState().conflicts;
  if (conflict?.kind !== 'decision') throw new Error('no conflict');
  const { standing, other, sides } = conflict;
  expect([standing.author, other?.author]).toEqual(['curator', 'curator']);
  expect(standing.authorId).toBeDefined();
  expect(standing.authorId).not.toBe(other?.authorId);
  const copyIds = [ann, ben].map(({ state }) => state.getState().workPlace?.copyId);
  expect(sides).toEqual({
    standing: { copyId: copyIds[1], author: 'curator' },
    other: { copyId: copyIds[0], author: 'curator' },
  });
});
