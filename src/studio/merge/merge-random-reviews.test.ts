import fc from 'fast-check';
import type { Database } from '@sqlite.org/sqlite-wasm';
import { expect, it } from 'vitest';
import { editsOf, passageKey } from '../../core/annotations/current-corpus.ts';
import { standsIn } from '../../core/annotations/stand-mention.ts';
import { conflictKey, conflictLists, listedConflicts } from '../../core/merge/merge-conflict.ts';
import { openBytes } from '../../storage/database/database-bytes.ts';
import { readHistory } from '../../storage/tables/history-table.ts';
import { readDecisions, readMentionEdits, readNotes } from '../../storage/tables/review-tables.ts';
import { readListedConflicts } from '../../storage/tables/stored-conflicts.ts';
import { readText } from '../../storage/database/sql-value.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { namesInConflict, readStanding, type Standing, threeWay } from '../../testing/studio/three-way-oracle.ts';
import { ASTRAL_ABSTRACT, performReviewAct, type ReviewAct, reviewAct } from '../../testing/studio/random-review.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { asOtherCopy, copyOf, mergeInto } from '../../testing/studio/two-curators.ts';
import { openPassages } from '../../testing/open-passages.ts';

/** Of few things in few places, so that the two come to differ. */
const differingAct = fc.record({
  kind: fc.constantFrom('decide' as const, 'relabel' as const, 'delete' as const, 'create' as const, 'note' as const),
  passage: fc.nat(1),
  place: fc.nat(1),
  start: fc.constantFrom(4, 8, 25),
  length: fc.constantFrom(5, 12, 7),
  entityType: fc.constantFrom('Disease', 'Chemical', 'Gene'),
});

/** What one of the two curators does; there may be no conflict to settle, and then it is nothing. */
const step = fc.record({
  who: fc.constantFrom('ann', 'ben'),
  does: fc.oneof(
    { weight: 5, arbitrary: reviewAct },
    { weight: 10, arbitrary: differingAct },
    { weight: 4, arbitrary: fc.constant({ kind: 'merge' as const }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        which: fc.nat(3),
        choice: fc.constantFrom('standing', 'other', 'both', 'neither', 'edited'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('reopen' as const), which: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'reload' as const }) },
  ),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The studios of the two, which a reload replaces. */
class Curators {
  readonly #names = { ann: 'Ann', ben: 'Ben' };
  readonly #studios: Record<Step['who'], StudioFixture>;
  #elapsedMs = 0;

  private constructor(ann: StudioFixture, ben: StudioFixture) {
    this.#studios = { ann, ben };
  }

  /** Both from one file. */
  static async start(bytes: Uint8Array): Promise<Curators> {
    const curators = new Curators(await openFrom(bytes), await openOther(bytes));
    for (const who of ['ann', 'ben'] as const) await curators.of(who).commands.setAuthor(curators.#names[who]);
    curators.#ancestor = readStanding(curators.of('ann').db);
    return curators;
  }

  of(who: Step['who']): StudioFixture {
    return this.#studios[who];
  }

  async do({ who, does }: Step): Promise<void> {
    // One clock for both: no two acts at one time.
    this.#elapsedMs += 10;
    for (const studio of Object.values(this.#studios)) studio.advance(10);
    const studio = this.of(who);
    const { conflicts, settledConflicts } = studio.state.getState();
    if (isReviewAct(does)) {
      const { undo, redo } = studio.state.getState();
      const step = does.kind === 'undo' ? undo.at(-1) : redo.at(-1);
      const isStep = does.kind === 'undo' || does.kind === 'redo';
      if (isStep && step?.changes.some(({ kind }) => kind === 'versions') === true) this.forgetAncestor();
      return performReviewAct(studio, does);
    }
    switch (does.kind) {
      case 'merge':
        return this.#merge(studio, this.of(who === 'ann' ? 'ben' : 'ann'));
      case 'settle': {
        const conflict = conflicts[does.which % Math.max(1, conflicts.length)];
        return conflict && studio.commands.settleConflict(conflict, does.choice, 'so');
      }
      case 'reopen': {
        const settled = settledConflicts[does.which % Math.max(1, settledConflicts.length)];
        return settled && studio.commands.reopenConflict(settled);
      }
      case 'reload':
        this.#studios[who] = await openFrom(await copyOf(studio));
        this.of(who).advance(this.#elapsedMs);
        return studio.db.close();
      default:
        return does satisfies never;
    }
  }

  /** What both had last, as a whole; undefined where a merge was taken back, which makes it a matter of its parts. */
  #ancestor: Standing | undefined;
  /** Things that a merge was held against the oracle by, and where it came to something else. */
  checkedCount = 0;
  readonly mismatches: object[] = [];

  async #merge(into: StudioFixture, from: StudioFixture): Promise<void> {
    const [mine, theirs] = [readStanding(into.db), readStanding(from.db)];
    const apart = new Set([...namesInConflict(into.db), ...namesInConflict(from.db)]);
    await mergeInto(into, from);
    const ancestor = this.#ancestor;
    this.#ancestor = theirs;
    if (ancestor === undefined) return;
    const merged = readStanding(into.db);
    const expected = threeWay({ ancestor, mine, theirs }, isSameSaid);
    const listed = namesInConflict(into.db);
    const check = (name: string, isRight: boolean): void => {
      if (apart.has(name)) return;
      this.checkedCount += 1;
      if (!isRight)
        this.mismatches.push({ name, mine: mine.get(name), theirs: theirs.get(name), merged: merged.get(name) });
    };
    for (const [name, value] of expected.stands) check(name, merged.get(name) === value && !listed.has(name));
    for (const name of expected.gone) check(name, !merged.has(name) && !listed.has(name));
    for (const name of expected.conflicts) check(name, listed.has(name));
  }

  /** An undo or redo of a merge. */
  forgetAncestor(): void {
    this.#ancestor = undefined;
  }

  close(): void {
    for (const { db } of Object.values(this.#studios)) db.close();
  }
}

/** Two decisions for one verdict, and two notes in the same words, at two times. */
function isSameSaid(name: string, one: string, other: string): boolean {
  const [said, alsoSaid]: readonly unknown[][] = name.startsWith('mention') ? [] : [JSON.parse(one), JSON.parse(other)];
  return said !== undefined && said[0] === alsoSaid?.[0];
}

function isReviewAct(does: Step['does']): does is ReviewAct {
  return 'passage' in does;
}

async function openOther(bytes: Uint8Array): Promise<StudioFixture> {
  const studio = await createStudioFixture({ db: await asOtherCopy(bytes) });
  await studio.restore();
  return studio;
}

async function openFrom(bytes: Uint8Array): Promise<StudioFixture> {
  const studio = await createStudioFixture({ db: openBytes(await loadNodeSqlite(), bytes) });
  await studio.restore();
  return studio;
}

function byKey<T>(items: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  return [...items].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** All that a merge unites, as the database has it, in an order that does not tell who came first. */
function storedReview(db: Database) {
  const settings = new Map(
    db
      .selectArrays('SELECT key, value FROM setting')
      .map(([key, value]) => [readText(key), JSON.parse(readText(value))]),
  );
  const edits = [...editsOf(readMentionEdits(db))];
  return {
    decisions: readDecisions(db),
    notes: readNotes(db),
    edits: byKey(edits.map(([key, ofPassage]) => [key, byKey(ofPassage)] as const)),
    conflicts: byKey(
      readListedConflicts(settings).map(({ conflict, state }) => [conflictKey(conflict), state] as const),
    ),
    counts: { open: listLength(settings.get('conflicts')), settled: listLength(settings.get('settledConflicts')) },
  };
}

function listLength(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** What the database holds keeps its promises, and is what the screen shows. */
function expectSound({ db, state }: StudioFixture): void {
  const shown = state.getState();
  expect(shown.save).toEqual({ kind: 'saved' });
  expect(shown.projectFailure).toBeUndefined();
  const stored = storedReview(db);
  expect(new Map(stored.decisions.map((decision) => [decision.sampleId, decision]))).toEqual(shown.decisions);
  expect(stored.decisions).toHaveLength(new Set(stored.decisions.map(({ sampleId }) => sampleId)).size);
  expect(new Map(stored.notes.map((note) => [note.sampleId, note]))).toEqual(shown.notes);
  expect(editsOf(readMentionEdits(db))).toEqual(shown.edits);
  expect(readHistory(db, 'undo')).toEqual(shown.undo);
  expect(readHistory(db, 'redo')).toEqual(shown.redo);
  // Each conflict once, open or settled.
  const { conflicts, settledConflicts } = conflictLists(listedConflicts(shown));
  expect({ conflicts, settledConflicts }).toEqual({
    conflicts: shown.conflicts,
    settledConflicts: shown.settledConflicts,
  });
  expect(stored.counts).toEqual({ open: conflicts.length, settled: settledConflicts.length });
  expect(stored.conflicts).toHaveLength(conflicts.length + settledConflicts.length);

  const texts = new Map(
    db
      .selectArrays('SELECT document.key, passage.key, text FROM passage JOIN document ON document.id = document_id')
      .map(([documentId, passageId, text]) => [
        passageKey({ documentId: readText(documentId), passageId: readText(passageId) }),
        readText(text),
      ]),
  );
  for (const { passage, mentionId, state: edit } of readMentionEdits(db)) {
    if (edit.kind !== 'put') continue;
    expect(edit.mention.id).toBe(mentionId);
    expect(standsIn(texts.get(passageKey(passage)) ?? '', edit.mention)).toBe(true);
  }
}

async function expectSoundSamples({ state, whole }: StudioFixture): Promise<void> {
  const { corpus, samples } = await whole();
  for (const { mentions } of openPassages(corpus)) {
    expect(new Set(mentions.map(({ id }) => id)).size).toBe(mentions.length);
  }
  const ids = new Set(samples.map(({ id }) => id));
  for (const sampleId of state.getState().decisions.keys()) expect(ids.has(sampleId)).toBe(true);
}

async function answersOf({ whole }: StudioFixture): Promise<unknown> {
  return (await whole()).samples.map(({ id, answer }) => [id, answer]);
}

async function beginningOf(text: string): Promise<Uint8Array> {
  const first = await createStudioFixture();
  await first.commands.openCorpus([pubtatorFile('cdr.txt', text)]);
  const bytes = await copyOf(first);
  first.db.close();
  return bytes;
}

it('what two curators do at random, merging and settling meanwhile, keeps its promises and merges to the same', async () => {
  const bytes = await beginningOf(ASTRAL_ABSTRACT);
  let checkedCount = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 32, size: 'max' }), async (steps) => {
      const curators = await Curators.start(bytes);
      const start = storedReview(curators.of('ann').db);
      for (const each of steps) {
        await curators.do(each);
        expectSound(curators.of(each.who));
        expect(curators.mismatches).toEqual([]);
      }
      const [ann, ben] = [curators.of('ann'), curators.of('ben')];
      const [fromAnn, fromBen] = [await copyOf(ann), await copyOf(ben)];
      await ann.commands.mergeProjectFile(new File([fromBen], 'ben.sqlite3'));
      await ben.commands.mergeProjectFile(new File([fromAnn], 'ann.sqlite3'));
      const merged = storedReview(ann.db);
      expect(storedReview(ben.db)).toEqual(merged);
      expect(await answersOf(ben)).toEqual(await answersOf(ann));
      // Once more changes nothing.
      await ann.commands.mergeProjectFile(new File([fromBen], 'ben.sqlite3'));
      expect(storedReview(ann.db)).toEqual(merged);
      for (const studio of [ann, ben]) {
        expectSound(studio);
        await expectSoundSamples(studio);
        while (studio.state.getState().undo.length > 0) await studio.commands.undo();
        expectSound(studio);
        expect(storedReview(studio.db)).toEqual(start);
      }
      checkedCount += curators.checkedCount;
      curators.close();
    }),
    { numRuns: process.env['TEST_LONG'] === '1' ? 400 : 30 },
  );
  // An oracle that is asked nothing would agree with everything.
  expect(checkedCount).toBeGreaterThan(30);
}, 900_000);
