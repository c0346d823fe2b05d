import { expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../../testing/studio/studio-fixture.ts';

async function reload({ db }: StudioFixture) {
  const again = await createStudioFixture({ db });
  await again.restore();
  return again;
}

test('what was typed and not applied comes back after a reload, but for the text to preview', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  await studio.commands.keepDraft('instruction', 'Name every {types}.');
  await studio.commands.keepDraft('note 1/0/0-21', 'look ag');
  await studio.commands.keepDraft('guideline Disease', 'no symptoms');
  await studio.commands.keepDraft('preview', 'Mrs Doe has a headache.');
  expect(studio.state.getState().drafts.preview).toBe('Mrs Doe has a headache.');

  const again = await reload(studio);
  expect(again.state.getState().drafts).toEqual({
    instruction: 'Name every {types}.',
    'note 1/0/0-21': 'look ag',
    'guideline Disease': 'no symptoms',
  });
  expect(again.state.getState().sampleOptions.instructionTemplate).not.toBe('Name every {types}.');
  const stored = studio.db.selectValue("SELECT count(*) FROM setting WHERE value LIKE '%Mrs Doe%'");
  expect(stored).toBe(0);
});

test('an instruction that is applied is a draft no more; another change leaves the draft', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  await studio.commands.keepDraft('instruction', 'Name every {types}.');
  const options = studio.state.getState().sampleOptions;
  await studio.commands.setSampleOptions({ ...options, unit: 'passage' });
  expect(studio.state.getState().drafts).toEqual({ instruction: 'Name every {types}.' });
  await studio.commands.setSampleOptions({ ...options, instructionTemplate: 'Name every {types}.' });
  expect(studio.state.getState().drafts).toEqual({});
  expect((await reload(studio)).state.getState().drafts).toEqual({});
});

test('a draft that is thrown away is gone; closing the corpus takes what is about it', async () => {
  const studio = await createStudioFixture();
  await studio.commands.openCorpus([pubtatorFile()]);
  await studio.commands.keepDraft('instruction', 'Name every {types}.');
  await studio.commands.keepDraft('instruction', undefined);
  expect(studio.state.getState().drafts).toEqual({});
  await studio.commands.keepDraft('instruction', 'x');
  await studio.commands.keepDraft('guidelines', 'Only what is said.');
  await studio.commands.closeCorpus();
  expect((await reload(studio)).state.getState().drafts).toEqual({ guidelines: 'Only what is said.' });
});
