import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { relabelMention } from '../../../core/annotations/change-mention.ts';
import { createStudioFixture, pubtatorFile } from '../../../testing/studio/studio-fixture.ts';
import { StudioProvider } from '../../common/studio-context.tsx';
import { AnswerView } from './answer-view.tsx';
import { openPassages } from '../../../testing/open-passages.ts';

test('an answer that was scored is shaded; an edited one is shown as it is, and the scores as those of before', async () => {
  const studio = await createStudioFixture();
  const { commands, state } = studio;
  await commands.openCorpus([pubtatorFile()]);
  const scoring = commands.scoreSamples();
  await studio.scorer.started(1);
  studio.scorer.deliver();
  await scoring;
  await commands.openSamples([0]);
  const shown = () => {
    const row = state.getState().opened.get(0)?.row;
    if (row === undefined) throw new Error('the sample is not open');
    return (
      <MantineProvider>
        <StudioProvider studio={studio}>
          <AnswerView row={row} />
        </StudioProvider>
      </MantineProvider>
    );
  };
  const { rerender } = render(shown());
  expect(await screen.findByRole('figure')).toBeTruthy();

  const [passage] = openPassages((await studio.whole()).corpus);
  const outcome = passage && relabelMention(passage, 'm1', 'Disease');
  if (outcome?.kind !== 'edit') throw new Error('the first passage has no mention');
  const saving = commands.edit(outcome.edit);
  // At once, before the disk has it, and as well when it has.
  for (const isSaved of [false, true]) {
    if (isSaved) {
      await saving;
      await commands.openSamples([0]);
    }
    rerender(shown());
    expect(screen.queryByRole('figure')).toBeNull();
    expect(
      screen.getByText('[{"entity": "Disease", "name": "Aspirin"}, {"entity": "Disease", "name": "headache"}]'),
    ).toBeTruthy();
    expect(screen.getByText(/are of the answer before your edit/u)).toBeTruthy();
  }

  await commands.undo();
  rerender(shown());
  expect(await screen.findByRole('figure')).toBeTruthy();
  expect(screen.queryByText(/before your edit/u)).toBeNull();
});
