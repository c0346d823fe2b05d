import { expect, it } from 'vitest';
import { takeSuggestions } from '../core/annotations/take-suggestions.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../testing/studio-fixture.ts';
import { suggestionsOf } from './suggestions.ts';

const MODEL = 'hash of bioselect-weak';

function take({ state }: StudioFixture, count?: number): ReturnType<typeof takeSuggestions> {
  const now = state.getState();
  const passages = suggestionsOf(now, now.samples.slice(0, count), MODEL);
  return takeSuggestions(passages, { minConfidence: 0, subject: 'bioselect-weak' });
}

it('what a model suggests for the samples shown is taken in one act, where it stands in the passage', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  expect(take(studio).taken).toEqual([]);
  // A project without its imported mentions: everything is left to suggest.
  const { corpus } = studio.state.getState();
  if (corpus.kind !== 'ready') throw new Error(corpus.kind);
  const deleted = corpus.corpus.documents.flatMap(({ id, passages }) =>
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
  const found = take(studio);
  expect(found.taken.length).toBeGreaterThan(1);
  expect(take(studio, 1).taken.length).toBeLessThan(found.taken.length);
  if (found.outcome.kind !== 'edit') throw new Error(found.outcome.reason);
  const before = studio.state.getState().samples;
  await studio.commands.edit(found.outcome.edit);
  const { samples, undo } = studio.state.getState();
  expect(samples.flatMap(({ mentions }) => mentions)).toHaveLength(found.taken.length);
  for (const { input, mentions } of samples) {
    for (const { span, quote } of mentions) expect(input.slice(span.start, span.end)).toBe(quote);
  }
  expect(undo.at(-1)?.label).toBe(`Take ${found.taken.length} suggestions of bioselect-weak`);
  expect(take(studio)).toMatchObject({ taken: [], alreadyThere: found.taken.length });
  await studio.commands.undo();
  expect(studio.state.getState().samples).toEqual(before);
});
