import { describe, expect, it } from 'vitest';
import type { TabChannel, TabMessage } from '../../browser/tab-channel.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

interface Tab extends StudioFixture {
  readonly sent: TabMessage[];
  /** Resolves with the next message of a kind. */
  readonly says: (kind: TabMessage['kind']) => Promise<TabMessage>;
  readonly hear: (message: TabMessage) => void;
  readonly sampleIds: readonly string[];
}

/** The tab that writes, on a disk, with two documents open; `hear` is what other tabs say. */
async function writingTab(): Promise<Tab> {
  const sent: TabMessage[] = [];
  const listeners: ((message: TabMessage) => void)[] = [];
  const waiting: ((message: TabMessage) => void)[] = [];
  const tabs: TabChannel = {
    send: (message) => {
      sent.push(message);
      for (const hears of waiting) hears(message);
    },
    listen: (listener) => {
      listeners.push(listener);
    },
  };
  const studio = await createStudioFixture({ storage: { kind: 'opfs' }, tabs });
  await studio.restore();
  await studio.commands.openCorpus([pubtatorFile()]);
  const sampleIds = (await studio.whole()).samples.map(({ id }) => id);
  const hear = (message: TabMessage): void => {
    for (const listener of listeners) listener(message);
  };
  const says = (kind: TabMessage['kind']): Promise<TabMessage> =>
    new Promise((resolve) => {
      waiting.push((message) => {
        if (message.kind === kind) resolve(message);
      });
    });
  return { ...studio, sent, says, hear, sampleIds };
}

/** What is on the disk, as the next tab finds it. */
async function decisionsOnDisk({ db }: StudioFixture): Promise<unknown> {
  return db.selectValue('SELECT count(*) FROM decision');
}

describe('a tab that another one takes over', () => {
  it('saves every act that it has taken, those that wait for their passages too, and then no other', async () => {
    const tab = await writingTab();
    // Nothing is looked at: undo of an edit has to read its passage, and what is behind it waits.
    const [sample] = (await tab.whole()).samples;
    if (sample === undefined) throw new Error('no sample');
    const { documentId, passageId } = sample;
    const [passage] = (await tab.whole()).corpus.documents[0]?.passages ?? [];
    const before = passage?.mentions[0];
    if (before === undefined) throw new Error('no mention');
    const ref = { documentId, passageId };
    await tab.commands.edit({
      label: 'Delete',
      changes: [{ passage: ref, mentionId: before.id, before, after: undefined }],
    });
    const undone = tab.commands.undo();
    const decided = tab.commands.decide(tab.sampleIds, 'approved');
    expect(tab.state.getState().save).toEqual({ kind: 'saving' });
    const counted = new Promise<unknown>((resolve) => {
      tab.state.subscribe(({ storage }) => {
        if (storage.kind === 'read-only') resolve(tab.db.selectValue('SELECT count(*) FROM decision'));
      });
    });
    tab.hear({ kind: 'take-over' });
    await tab.commands.decide(tab.sampleIds, 'rejected');
    expect(tab.state.getState()).toMatchObject({ isLeaving: true, refusedCount: 1 });
    expect(await counted).toBe(tab.sampleIds.length);
    await Promise.all([undone, decided]);
    expect([...tab.state.getState().decisions.values()].map(({ verdict }) => verdict)).not.toContain('rejected');
  });

  it('waits for an edit that is on the screen already', async () => {
    const tab = await writingTab();
    const announced = tab.commands.announceEdit();
    tab.hear({ kind: 'take-over' });
    expect(tab.state.getState().storage.kind).toBe('opfs');
    const { documents } = (await tab.whole()).corpus;
    const passage = documents[0]?.passages[0];
    const before = passage?.mentions[0];
    if (passage === undefined || before === undefined) throw new Error('no mention');
    const ref = { documentId: documents[0]?.id ?? '', passageId: passage.id };
    void tab.commands.edit({
      label: 'Delete',
      changes: [{ passage: ref, mentionId: before.id, before, after: undefined }],
    });
    announced();
    const { undo } = await tab.until(({ storage }) => storage.kind === 'read-only');
    expect(undo).toHaveLength(1);
    expect(tab.state.getState().refusedCount).toBe(0);
  });

  it('starts again once the other one holds the project, and says nothing of what it cannot read until then', async () => {
    const tab = await writingTab();
    expect(tab.sent).toEqual([{ kind: 'held' }]);
    tab.hear({ kind: 'take-over' });
    await tab.until(({ storage }) => storage.kind === 'read-only');
    tab.commands.reportFailure(new Error('the project was closed'));
    expect(tab.state.getState().notice).toBeUndefined();
    const before = tab.restartCount();
    tab.hear({ kind: 'held' });
    expect(tab.restartCount()).toBe(before + 1);
  });

  it('keeps the project while something cannot be saved, and takes acts again', async () => {
    const tab = await writingTab();
    tab.db.exec('PRAGMA query_only = ON');
    await tab.commands.decide(tab.sampleIds, 'approved');
    const kept = tab.says('kept');
    tab.hear({ kind: 'take-over' });
    await kept;
    expect(tab.state.getState()).toMatchObject({ storage: { kind: 'opfs' }, isLeaving: false });
    tab.db.exec('PRAGMA query_only = OFF');
    await tab.commands.decide(tab.sampleIds, 'rejected');
    expect(await decisionsOnDisk(tab)).toBe(tab.sampleIds.length);
  });
});

it('a file that is refused stops nothing that runs', async () => {
  const tab = await writingTab();
  const scoring = tab.commands.scoreSamples();
  await tab.scorer.started(1);
  await tab.commands.openProjectFile(new File(['no project'], 'brought.sqlite3'));
  expect(tab.state.getState()).toMatchObject({
    projectFailure: { code: 'not-a-project' },
    scoring: { kind: 'running' },
    isLeaving: false,
  });
  tab.scorer.deliver();
  await scoring;
});

describe('with changes that are not on the disk', () => {
  it('no other project is opened, and it is said how many there are', async () => {
    const tab = await writingTab();
    tab.db.exec('PRAGMA query_only = ON');
    for (const id of tab.sampleIds.slice(0, 3)) await tab.commands.decide([id], 'approved');
    expect(tab.state.getState().save).toMatchObject({ kind: 'failed', changeCount: 3 });
    await tab.commands.createProject('Other');
    expect(tab.state.getState()).toMatchObject({
      projectFailure: { code: 'changes-unsaved', changeCount: 3 },
      isLeaving: false,
    });
    expect(tab.restartCount()).toBe(0);
  });

  it('a copy is made of what is there, and it is said how many are not in it', async () => {
    const tab = await writingTab();
    tab.db.exec('PRAGMA query_only = ON');
    await tab.commands.decide(tab.sampleIds, 'approved');
    expect(await tab.commands.copyProject()).toBeDefined();
    expect(tab.state.getState().projectFailure).toEqual({ code: 'copy-incomplete', changeCount: 1 });
    tab.db.exec('PRAGMA query_only = OFF');
    await tab.commands.copyProject();
    expect(tab.state.getState().projectFailure).toBeUndefined();
  });
});
