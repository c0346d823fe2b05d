import { expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../testing/studio/studio-fixture.ts';

const same = 'The patients were treated with aspirin for two weeks after the operation';
const text = [
  `1|t|${same}.`,
  '1|a|Nothing of the kind was seen in any other group of patients.',
  '',
  `2|t|${same} .`,
  '2|a|A wholly other sentence stands here, of which there is one.',
  '',
].join('\n');

it('near duplicates are the samples whose texts share most of their words, and are looked for once', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile('twice.txt', text)]);
  expect(studio.state.getState().nearDuplicates).toEqual({ kind: 'unknown' });
  const finding = studio.commands.findNearDuplicates();
  expect(studio.state.getState().nearDuplicates.kind).toBe('searching');
  await finding;
  const found = studio.state.getState().nearDuplicates;
  if (found.kind !== 'ready') throw new Error(found.kind);
  const { samples } = await studio.whole();
  const inputs = Array.from(found.places, (place) => samples[place]?.input);
  expect(inputs).toEqual([`${same}.`, `${same} .`]);
  await studio.commands.findNearDuplicates();
  expect(studio.state.getState().nearDuplicates).toBe(found);
});
