import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standMention } from '../../core/annotations/stand-mention.ts';
import type { MergeConflict } from '../../core/merge/merge-conflict.ts';
import { copyOf, mergeInto, startTwoCurators } from '../../testing/studio/two-curators.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

const TITLE = 'Aspirin and headache.';
const passage = { documentId: '1', passageId: 'title' };
let ann: StudioFixture;
let ben: StudioFixture;
let sampleId = '';

beforeEach(async () => {
  [ann, ben] = await startTwoCurators(pubtatorFile());
  ben.advance(1000);
  const [first] = (await ann.whole()).samples;
  sampleId = first?.id ?? '';
});
afterEach(() => {
  ann.db.close();
  ben.db.close();
});

function onlyConflict({ state }: StudioFixture): MergeConflict {
  const [conflict, second] = state.getState().conflicts;
  if (conflict === undefined || second !== undefined) throw new Error('there is not one conflict');
  return conflict;
}

function add(id: string, start: number, end: number) {
  const after = standMention(TITLE, { id, entityType: 'Chemical', pieces: [{ start, end }] });
  return { label: 'Label', changes: [{ passage, mentionId: id, before: undefined, after }] };
}

async function remove({ commands, whole }: StudioFixture, quote: string): Promise<void> {
  const before = (await whole()).corpus.documents[0]?.passages[0]?.mentions.find((each) => each.quote === quote);
  const mentionId = before?.id ?? '';
  await commands.edit({ label: 'Delete', changes: [{ passage, mentionId, before, after: undefined }] });
}

async function quotesIn({ whole }: StudioFixture): Promise<readonly string[]> {
  const mentions = (await whole()).corpus.documents[0]?.passages[0]?.mentions ?? [];
  return mentions.map(({ quote, entityType }) => `${quote} ${entityType}`);
}

async function relabel({ commands, whole }: StudioFixture, quote: string, entityType: string): Promise<void> {
  const before = (await whole()).corpus.documents[0]?.passages[0]?.mentions.find((each) => each.quote === quote);
  if (before === undefined) throw new Error(`no ${quote}`);
  const change = { passage, mentionId: before.id, before, after: { ...before, entityType } };
  await commands.edit({ label: 'Relabel', changes: [change] });
}

/** The copies merged into each other, the first one twice. */
async function mergeAll(): Promise<void> {
  await mergeInto(ann, ben);
  await mergeInto(ben, ann);
  await mergeInto(ann, ben);
}

describe('a conflict that was settled', () => {
  it.each(['standing', 'other'] as const)('of a decision (%s) stays so, whoever merges whom again', async (choice) => {
    await ann.commands.decide([sampleId], 'approved');
    await ben.commands.decide([sampleId], 'rejected');
    await mergeInto(ann, ben);
    await mergeInto(ann, ben);
    const conflict = onlyConflict(ann);
    ann.advance(5000);
    await ann.commands.settleConflict(conflict, choice, 'looked at');
    const verdict = choice === 'standing' ? 'rejected' : 'approved';
    await mergeAll();
    for (const { state } of [ann, ben]) {
      expect(state.getState().decisions.get(sampleId)?.verdict).toBe(verdict);
      expect(state.getState().conflicts).toEqual([]);
      expect(state.getState().settledConflicts).toMatchObject([{ conflict, choice, author: 'Ann' }]);
    }
  });

  it('by taking the other side is an act of now by the one who settles it, later than both sides', async () => {
    await ann.commands.decide([sampleId], 'approved', 'a drug');
    // The other machine's clock is a day ahead.
    ben.advance(86_400_000);
    await ben.commands.decide([sampleId], 'rejected');
    await mergeInto(ann, ben);
    const standing = ann.state.getState().decisions.get(sampleId);
    await ann.commands.setAuthor('Ada');
    await ann.commands.settleConflict(onlyConflict(ann), 'other', 'see page 3');
    const taken = ann.state.getState().decisions.get(sampleId);
    expect(taken).toMatchObject({ verdict: 'approved', author: 'Ada', reason: 'see page 3' });
    expect(taken?.decidedAtMs).toBeGreaterThan(standing?.decidedAtMs ?? Infinity);
    await mergeAll();
    expect(ben.state.getState().decisions.get(sampleId)).toEqual(taken);
    expect(ann.state.getState().decisions.get(sampleId)).toEqual(taken);
  });

  it('of a deletion that was taken stays so', async () => {
    await remove(ann, 'headache');
    await relabel(ben, 'headache', 'Symptom');
    await mergeInto(ann, ben);
    expect(await quotesIn(ann)).toEqual(['Aspirin Chemical', 'headache Symptom']);
    await ann.commands.settleConflict(onlyConflict(ann), 'other');
    await mergeAll();
    for (const studio of [ann, ben]) {
      expect(await quotesIn(studio)).toEqual(['Aspirin Chemical']);
      expect(studio.state.getState().conflicts).toEqual([]);
    }
  });

  it('of two mentions at one place stays so, and the one that was taken out does not come back', async () => {
    await ann.commands.edit(add('n1', 0, 11));
    await ben.commands.edit(add('n1', 8, 20));
    await mergeInto(ann, ben);
    await ann.commands.settleConflict(onlyConflict(ann), 'other');
    const left = await quotesIn(ann);
    expect(left).toHaveLength(3);
    await mergeAll();
    for (const studio of [ann, ben]) {
      expect(await quotesIn(studio)).toEqual(left);
      expect(studio.state.getState().conflicts).toEqual([]);
    }
  });

  it('does not hide what the other curator decides later', async () => {
    await ann.commands.decide([sampleId], 'approved');
    await ben.commands.decide([sampleId], 'rejected');
    await mergeInto(ann, ben);
    ann.advance(5000);
    await ann.commands.settleConflict(onlyConflict(ann), 'other');
    ben.advance(10_000);
    await ben.commands.decide([sampleId], 'unsure');
    await mergeInto(ann, ben);
    expect(ann.state.getState().decisions.get(sampleId)).toMatchObject({ verdict: 'unsure', author: 'Ben' });
    expect(onlyConflict(ann)).toMatchObject({ standing: { verdict: 'unsure' }, other: { verdict: 'approved' } });
  });

  it('is open again where the two settled it each in their own way', async () => {
    await remove(ann, 'headache');
    await relabel(ben, 'headache', 'Symptom');
    const before = await copyOf(ann);
    await mergeInto(ann, ben);
    await ben.commands.mergeProjectFile(new File([before], 'ann.sqlite3'));
    await ann.commands.settleConflict(onlyConflict(ann), 'other');
    await ben.commands.settleConflict(onlyConflict(ben), 'standing');
    await mergeAll();
    for (const studio of [ann, ben]) {
      expect(onlyConflict(studio)).toMatchObject({ kind: 'mention', mentionId: 'm2' });
      expect(await quotesIn(studio)).toContain('headache Symptom');
    }
  });

  it('and was opened again is open in the other copy too, with what stood before', async () => {
    await ann.commands.decide([sampleId], 'approved');
    await ben.commands.decide([sampleId], 'rejected');
    await mergeInto(ann, ben);
    ann.advance(5000);
    await ann.commands.settleConflict(onlyConflict(ann), 'other');
    await mergeInto(ben, ann);
    const [settled] = ann.state.getState().settledConflicts;
    if (settled === undefined) throw new Error('nothing is settled');
    await ann.commands.reopenConflict(settled);
    await mergeAll();
    for (const studio of [ann, ben]) {
      expect(studio.state.getState().settledConflicts).toEqual([]);
      expect(onlyConflict(studio)).toMatchObject({ kind: 'decision', sampleId });
      expect(studio.state.getState().decisions.get(sampleId)).toMatchObject({ verdict: 'rejected', author: 'Ben' });
    }
    await ann.commands.settleConflict(onlyConflict(ann), 'standing');
    const again = await createStudioFixture({ db: ann.db });
    await again.restore();
    expect(again.state.getState().undo).toEqual(ann.state.getState().undo);
  });
});

describe('settling a conflict', () => {
  it.each(['standing', 'other'] as const)(
    'to %s is one step with the lists, which undo and redo change too',
    async (how) => {
      await ann.commands.decide([sampleId], 'approved');
      await ben.commands.decide([sampleId], 'rejected');
      await mergeInto(ann, ben);
      const { conflicts, decisions, undo } = ann.state.getState();
      const saved = ann.storage.calls.length;
      await ann.commands.settleConflict(onlyConflict(ann), how);
      // Pressed twice: the conflict is not there any more.
      await ann.commands.settleConflict(conflicts[0] ?? onlyConflict(ann), how);
      expect(ann.state.getState().undo).toHaveLength(undo.length + 1);
      const names = ann.storage.calls.slice(saved).map(({ name }) => name);
      expect(names.filter((name) => name.startsWith('project.save'))).toEqual(['project.saveStep']);
      const { settledConflicts } = ann.state.getState();

      const again = await createStudioFixture({ db: ann.db });
      await again.restore();
      expect(again.state.getState()).toMatchObject({ conflicts: [], settledConflicts });
      await again.commands.undo();
      expect(again.state.getState()).toMatchObject({ conflicts, settledConflicts: [], decisions });
      await again.commands.redo();
      expect(again.state.getState()).toMatchObject({ conflicts: [], settledConflicts });
    },
  );

  it('of a corpus that was closed is forgotten with it', async () => {
    await ann.commands.decide([sampleId], 'approved');
    await ben.commands.decide([sampleId], 'rejected');
    await ben.commands.edit(add('n1', 8, 11));
    await mergeInto(ann, ben);
    await ann.commands.settleConflict(onlyConflict(ann), 'standing');
    await ann.commands.closeCorpus();
    const nothing = { conflicts: [], settledConflicts: [], copies: [] };
    expect(ann.state.getState()).toMatchObject({ ...nothing, mergeReport: undefined });
    const again = await createStudioFixture({ db: ann.db });
    await again.restore();
    expect(again.state.getState()).toMatchObject(nothing);
  });

  it('that an older studio listed twice, or open and settled, is listed once', async () => {
    await ann.commands.decide([sampleId], 'approved');
    await ben.commands.decide([sampleId], 'rejected');
    await mergeInto(ann, ben);
    await ann.commands.settleConflict(onlyConflict(ann), 'standing');
    const [settled] = ann.state.getState().settledConflicts;
    const twice = JSON.stringify([settled?.conflict, settled?.conflict]);
    ann.db.exec("UPDATE setting SET value = ? WHERE key = 'conflicts'", { bind: [twice] });
    const again = await createStudioFixture({ db: ann.db });
    await again.restore();
    expect(again.state.getState()).toMatchObject({ conflicts: [], settledConflicts: [settled] });
  });
});
