import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damageTables } from '../../testing/storage/damage-tables.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { openBytes, readBytes } from '../../storage/database/database-bytes.ts';
import { standMention } from '../../core/annotations/stand-mention.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { copyOf, mergeInto, startTwoCurators } from '../../testing/studio/two-curators.ts';

/** Of the first title; set when the corpus is open. */
let passage = { documentId: '', passageId: '' };
let ann: StudioFixture;
let ben: StudioFixture;

/** Ben begins with a copy of Ann's project. */
beforeEach(async () => {
  [ann, ben] = await startTwoCurators(pubtatorFile());
  const [document] = (await ann.whole()).corpus.documents;
  passage = { documentId: document?.id ?? '', passageId: document?.passages[0]?.id ?? '' };
  ben.advance(1000);
});
afterEach(() => {
  ann.db.close();
  ben.db.close();
});

async function reviewOf({ state, whole }: StudioFixture): Promise<unknown> {
  const { decisions, notes, edits, conflicts } = state.getState();
  const { samples } = await whole();
  return {
    decisions: [...decisions.values()].toSorted((a, b) => (a.sampleId < b.sampleId ? -1 : 1)),
    notes: [...notes.values()],
    edits: [...edits].map(([key, each]) => [key, [...each].toSorted(([a], [b]) => (a < b ? -1 : 1))]),
    answers: samples.map(({ answer }) => answer),
    conflicts,
  };
}

/** What a page that is loaded anew shows. */
async function storedReview({ db }: StudioFixture): Promise<unknown> {
  const again = await createStudioFixture({ db });
  await again.restore();
  return reviewOf(again);
}

function label(text: string, id: string, start: number, end: number) {
  const after = standMention(text, { id, entityType: 'Chemical', pieces: [{ start, end }] });
  return { label: 'Label', changes: [{ passage, mentionId: id, before: undefined, after }] };
}

async function mentionIn({ whole }: StudioFixture, quote: string) {
  const { documents } = (await whole()).corpus;
  const found = documents[0]?.passages[0]?.mentions.find((mention) => mention.quote === quote);
  if (found === undefined) throw new Error(`no ${quote}`);
  return found;
}

describe('merging a copy of the project', () => {
  it('brings what the other curator did, and comes out the same on both sides', async () => {
    const [first, second, third] = (await ann.whole()).samples;
    await ann.commands.decide([first?.id ?? ''], 'approved');
    await ann.commands.note(second?.id ?? '', 'is this one?');
    await ben.commands.decide([second?.id ?? '', third?.id ?? ''], 'rejected', 'no drug');
    await ben.commands.edit(label('Aspirin and headache.', 'n1', 8, 11));
    await mergeInto(ann, ben);
    expect(ann.state.getState()).toMatchObject({
      mergeReport: { name: 'other', decisionCount: 2, noteCount: 0, mentionCount: 1, conflictCount: 0 },
      projectFailure: undefined,
    });
    await mergeInto(ben, ann);
    expect(await reviewOf(ben)).toEqual(await reviewOf(ann));
  });

  it('says that the two hold different selections, moves neither, and selects by the other rule when asked', async () => {
    const all = { ...ann.state.getState().selectionOptions, strategy: 'full' as const };
    const none = { ...ann.state.getState().selectionOptions, negativeRatio: 0 };
    await ann.commands.selectBy(all);
    await mergeInto(ben, ann);
    expect(ben.state.getState().mergeReport?.selection).toMatchObject({
      keptThere: 4,
      keptHere: undefined,
      onlyThere: 4,
    });
    await ben.commands.selectBy(none);
    const before = ann.state.getState().selection;
    await mergeInto(ann, ben);
    const { mergeReport, selection } = ann.state.getState();
    expect(selection).toEqual(before);
    expect(mergeReport?.selection).toEqual({
      keptThere: 0,
      ruleThere: none,
      keptHere: 4,
      ruleHere: all,
      onlyThere: 0,
      onlyHere: 4,
    });
    await ann.commands.selectBy(none);
    expect(ann.state.getState()).toMatchObject({ selection: { rule: none }, selectionOptions: none });
    await mergeInto(ann, ben);
    expect(ann.state.getState().mergeReport?.selection).toBeUndefined();
    await ann.commands.undo();
    expect(ann.state.getState()).toMatchObject({ selection: before, selectionOptions: all });
  });

  it('lists what they decided differently; the later one stands until someone takes the other', async () => {
    const [first] = (await ann.whole()).samples;
    const sampleId = first?.id ?? '';
    await ann.commands.decide([sampleId], 'approved');
    await ben.commands.decide([sampleId], 'rejected');
    const headache = await mentionIn(ann, 'headache');
    await ann.commands.edit({
      label: 'Delete',
      changes: [{ passage, mentionId: headache.id, before: headache, after: undefined }],
    });
    const relabelled = { ...headache, entityType: 'Symptom' };
    await ben.commands.edit({
      label: 'Relabel',
      changes: [{ passage, mentionId: headache.id, before: headache, after: relabelled }],
    });
    await mergeInto(ann, ben);
    const { conflicts, decisions } = ann.state.getState();
    expect(decisions.get(sampleId)).toMatchObject({ verdict: 'rejected', author: 'Ben' });
    expect((await mentionIn(ann, 'headache')).entityType).toBe('Symptom');
    expect(conflicts.map(({ kind }) => kind)).toEqual(['decision', 'mention']);
    const [decision, mention] = conflicts;
    if (decision === undefined || mention === undefined) throw new Error('no conflicts');

    ann.advance(2000);
    await ann.commands.settleConflict(decision, 'other');
    ann.advance(1);
    await ann.commands.settleConflict(mention, 'standing', 'a symptom here');
    expect(ann.state.getState().decisions.get(sampleId)).toMatchObject({ verdict: 'approved', author: 'Ann' });
    expect((await mentionIn(ann, 'headache')).entityType).toBe('Symptom');
    expect(ann.state.getState().conflicts).toEqual([]);
    const settled = [
      { conflict: decision, choice: 'other', author: 'Ann' },
      { conflict: mention, choice: 'standing', author: 'Ann', reason: 'a symptom here' },
    ];
    expect(ann.state.getState().settledConflicts).toMatchObject(settled);
    const again = await createStudioFixture({ db: ann.db });
    await again.restore();
    expect(again.state.getState().settledConflicts).toEqual(ann.state.getState().settledConflicts);

    const [taken, kept] = again.state.getState().settledConflicts;
    if (taken === undefined || kept === undefined) throw new Error('no decided conflicts');
    await again.commands.reopenConflict(taken);
    await again.commands.reopenConflict(kept);
    expect(again.state.getState().conflicts).toMatchObject([decision, mention]);
    expect(again.state.getState().settledConflicts).toEqual([]);
    expect(again.state.getState().decisions.get(sampleId)).toMatchObject({ verdict: 'rejected', author: 'Ben' });
    expect(again.state.getState().undo.at(-1)?.label).toBe('Reopen a conflict');
  });

  it('keeps the open conflicts over a reload', async () => {
    const [first] = (await ann.whole()).samples;
    await ann.commands.decide([first?.id ?? ''], 'approved');
    await ben.commands.decide([first?.id ?? ''], 'rejected');
    await mergeInto(ann, ben);
    const again = await createStudioFixture({ db: ann.db });
    await again.restore();
    expect(await reviewOf(again)).toEqual(await reviewOf(ann));
    expect(again.state.getState().conflicts).toHaveLength(1);
  });

  it('is one act, saved at once with its conflicts: undo takes all of it back', async () => {
    const [first] = (await ann.whole()).samples;
    await ann.commands.decide([first?.id ?? ''], 'rejected');
    const before = await reviewOf(ann);
    const saved = ann.storage.calls.length;
    await ben.commands.decide(
      (await ben.whole()).samples.map(({ id }) => id),
      'approved',
    );
    await ben.commands.edit(label('Aspirin and headache.', 'n1', 8, 11));
    await mergeInto(ann, ben);
    expect(await reviewOf(ann)).not.toEqual(before);
    expect(ann.state.getState().undo.at(-1)?.label).toBe('Merge “other”');
    const names = ann.storage.calls.slice(saved).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('project.save'))).toEqual(['project.saveStep']);
    const merged = await reviewOf(ann);
    expect(await storedReview(ann)).toEqual(merged);
    await ann.commands.undo();
    expect(await reviewOf(ann)).toEqual(before);
    expect(await storedReview(ann)).toEqual(before);
    await ann.commands.redo();
    expect(await storedReview(ann)).toEqual(merged);
  });

  it('says what a damaged copy could not bring, and brings the rest', async () => {
    const samples = (await ann.whole()).samples.map(({ id }) => id);
    await ben.commands.note(samples[0] ?? '', 'is this one?');
    await ben.commands.decide(samples, 'rejected');
    const copy = await damageTables(await copyOf(ben), ['decision', 'passage']);
    await ann.commands.mergeProjectFile(new File([copy], 'ben.sqlite3'));
    const { mergeReport, notes, decisions, projectFailure } = ann.state.getState();
    expect(projectFailure).toBeUndefined();
    expect([...notes.values()]).toMatchObject([{ text: 'is this one?', author: 'Ben' }]);
    expect(decisions.size).toBe(0);
    expect(mergeReport).toMatchObject({ noteCount: 1, decisionCount: 0, copy: { kind: 'recovered' } });
    const tables = mergeReport?.copy.kind === 'recovered' ? mergeReport.copy.tables : [];
    expect(tables).toContainEqual({ table: 'decision', keptCount: 0, refusedCount: 0, isReadToTheEnd: false });
    expect(tables).toContainEqual({ table: 'note', keptCount: 1, refusedCount: 0, isReadToTheEnd: true });
  });

  it('refuses a damaged copy of whose documents none can be read', async () => {
    const copy = await damageTables(await copyOf(ben), ['document']);
    await ann.commands.mergeProjectFile(new File([copy], 'ben.sqlite3'));
    expect(ann.state.getState().projectFailure).toMatchObject({ code: 'project-damaged' });
    expect(ann.state.getState().mergeReport).toBeUndefined();
  });

  it('says that a copy is not what was saved', async () => {
    const copy = new Uint8Array(await copyOf(ben));
    const db = openBytes(await loadNodeSqlite(), copy);
    db.exec(`INSERT INTO note (sample_id, text, author, written_at_ms) VALUES ('1/title/0-21', 'by hand', 'Eve', 5)`);
    const edited = new Uint8Array(readBytes(await loadNodeSqlite(), db));
    db.close();
    await ann.commands.mergeProjectFile(new File([edited], 'ben.sqlite3'));
    expect(ann.state.getState().mergeReport).toMatchObject({ noteCount: 1, copy: { kind: 'changed' } });
  });

  it('refuses a project of other texts and changes nothing', async () => {
    const other = await createStudioFixture();
    await other.commands.openCorpus([pubtatorFile('cdr.txt', '1|t|Aspirin or headache.\n1|a|\n')]);
    const before = await reviewOf(ann);
    await mergeInto(ann, other);
    expect(ann.state.getState().projectFailure).toMatchObject({ code: 'projects-differ' });
    expect(await reviewOf(ann)).toEqual(before);
    other.db.close();
  });
});
