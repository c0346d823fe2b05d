import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openPassages } from '../core/annotations/label-identical.ts';
import { openBytes } from '../storage/database-bytes.ts';
import { loadNodeSqlite } from '../testing/node-sqlite.ts';
import { ASTRAL_ABSTRACT, performReviewAct, reviewAct, type ReviewAct } from '../testing/random-review.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../testing/studio-fixture.ts';

const acts = fc.array(reviewAct, { maxLength: 8 });

/** Projects of two curators, the second begun from a copy of the first. */
async function startTwo(): Promise<readonly [StudioFixture, StudioFixture]> {
  const ann = await createStudioFixture();
  await ann.commands.openCorpus([pubtatorFile('cdr.txt', ASTRAL_ABSTRACT)]);
  await ann.commands.setAuthor('Ann');
  const ben = await createStudioFixture({ db: openBytes(await loadNodeSqlite(), await copyOf(ann)) });
  await ben.restore();
  await ben.commands.setAuthor('Ben');
  return [ann, ben];
}

async function copyOf({ commands }: StudioFixture): Promise<Uint8Array<ArrayBuffer>> {
  const copy = await commands.copyProject();
  if (copy === undefined) throw new Error('there is no copy');
  return new Uint8Array(copy.bytes);
}

async function work(studio: StudioFixture, todo: readonly ReviewAct[]): Promise<void> {
  for (const next of todo) {
    studio.advance(10);
    await performReviewAct(studio, next);
  }
}

/** All that a merge unites, in an order that does not tell who came first. */
async function reviewOf({ state, whole }: StudioFixture): Promise<unknown> {
  const { decisions, notes, edits } = state.getState();
  const { samples } = await whole();
  const byKey = <T>(items: Iterable<readonly [string, T]>) =>
    [...items].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    decisions: byKey(decisions),
    notes: byKey(notes),
    edits: byKey([...edits].map(([key, ofPassage]) => [key, byKey(ofPassage)] as const)),
    answers: samples.map(({ id, answer }) => [id, answer]),
  };
}

async function expectSound({ state, whole }: StudioFixture): Promise<void> {
  const { corpus, samples } = await whole();
  const { decisions } = state.getState();
  for (const { text, mentions } of openPassages(corpus)) {
    expect(new Set(mentions.map(({ id }) => id)).size).toBe(mentions.length);
    for (const { span, fragments, quote } of mentions) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(text.length);
      expect((fragments ?? [span]).map((piece) => text.slice(piece.start, piece.end)).join(' ')).toBe(quote);
    }
  }
  const ids = new Set(samples.map(({ id }) => id));
  for (const [sampleId, decision] of decisions) {
    expect(decision.sampleId).toBe(sampleId);
    expect(ids.has(sampleId)).toBe(true);
  }
}

it('what two curators do at random merges to the same, whoever merges whom, and undo takes all of it back', async () => {
  await fc.assert(
    fc.asyncProperty(acts, acts, async (ofAnn, ofBen) => {
      const [ann, ben] = await startTwo();
      const start = await reviewOf(ann);
      await work(ann, ofAnn);
      await work(ben, ofBen);
      const [fromAnn, fromBen] = [await copyOf(ann), await copyOf(ben)];
      await ann.commands.mergeProjectFile(new File([fromBen], 'ben.sqlite3'));
      await ben.commands.mergeProjectFile(new File([fromAnn], 'ann.sqlite3'));
      expect(await reviewOf(ann)).toEqual(await reviewOf(ben));
      const merged = await reviewOf(ann);
      // Once more changes nothing.
      await ann.commands.mergeProjectFile(new File([fromBen], 'ben.sqlite3'));
      expect(await reviewOf(ann)).toEqual(merged);
      for (const studio of [ann, ben]) {
        expect(studio.state.getState().projectFailure).toBeUndefined();
        await expectSound(studio);
        while (studio.state.getState().undo.length > 0) await studio.commands.undo();
        expect(await reviewOf(studio)).toEqual(start);
        studio.db.close();
      }
    }),
    { numRuns: process.env['TEST_LONG'] === '1' ? 300 : 25 },
  );
}, 300_000);
