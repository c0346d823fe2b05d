import { expect, it } from 'vitest';
import { takeSuggestions } from '../../core/annotations/take-suggestions.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { collectSuggestions } from './suggestions.ts';

const MODEL = 'hash of bioselect-weak';

async function take(studio: StudioFixture, count = 4): Promise<ReturnType<typeof takeSuggestions>> {
  const collected = collectSuggestions(studio.state.getState(), MODEL);
  // One at a time: what stands in one passage comes together.
  for (let place = 0; place < count; place += 1) collected.add(await studio.commands.readSamples([place], [MODEL]));
  return takeSuggestions(collected.passages(), { minConfidence: 0, subject: 'bioselect-weak' });
}

it('what a model suggests for the samples shown is taken in one act, where it stands in the passage', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  expect((await take(studio)).taken).toEqual([]);
  // A project without its imported mentions: everything is left to suggest.
  const { corpus } = await studio.whole();
  const deleted = corpus.documents.flatMap(({ id, passages }) =>
    passages.flatMap((passage) =>
      passage.mentions.map((before) => ({
        passage: { documentId: id, passageId: passage.id },
        mentionId: before.id,
        before,
        after: undefined,
      })),
    ),
  );
  await studio.commands.edit({ label: 'Delete all', changes: deleted });
  const { sampleOptions } = studio.state.getState();
  // The only type that the fixture's model knows.
  await studio.commands.setSampleOptions({ ...sampleOptions, entityTypes: ['Thing'] });
  await studio.commands.predictCorpus();
  const found = await take(studio);
  expect(found.taken.length).toBeGreaterThan(1);
  expect((await take(studio, 1)).taken.length).toBeLessThan(found.taken.length);
  if (found.outcome.kind !== 'edit') throw new Error(found.outcome.reason);
  const before = (await studio.whole()).samples;
  await studio.commands.edit(found.outcome.edit);
  const { undo } = studio.state.getState();
  const { samples } = await studio.whole();
  expect(samples.flatMap(({ mentions }) => mentions)).toHaveLength(found.taken.length);
  for (const { input, mentions } of samples) {
    for (const { span, quote } of mentions) expect(input.slice(span.start, span.end)).toBe(quote);
  }
  expect(undo.at(-1)?.label).toBe(`Take ${found.taken.length} suggestions of bioselect-weak`);
  expect(await take(studio)).toMatchObject({ taken: [], alreadyThere: found.taken.length });
  await studio.commands.undo();
  expect((await studio.whole()).samples).toEqual(before);
});
