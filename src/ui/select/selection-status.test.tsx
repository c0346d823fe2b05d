import { MantineProvider } from '@mantine/core';
import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../testing/studio/studio-fixture.ts';
import { StudioProvider } from '../common/studio-context.tsx';
import { SelectionStatus } from './selection-status.tsx';

test('each scoring says how complete it is, the one that is shown and the others', async () => {
  const studio = await createStudioFixture();
  const { commands, scorer } = studio;
  await commands.openCorpus([pubtatorFile()]);
  const first = commands.scoreSamples();
  await scorer.started(1);
  scorer.deliver();
  await first;
  await commands.loadModel({ kind: 'hub', name: 'other/model', revision: 'main' });
  const second = commands.scoreWithLoadedModel();
  await scorer.started(2);
  scorer.deliver(1);
  commands.cancelScoring();
  await second;
  render(
    <MantineProvider>
      <StudioProvider studio={studio}>
        <SelectionStatus />
      </StudioProvider>
    </MantineProvider>,
  );
  const picker = screen.getByRole('combobox', { name: 'Scores of' });
  const labels = () =>
    within(picker)
      .getAllByRole('option')
      .map(({ textContent }) => textContent);
  await waitFor(() => {
    expect(labels()).toEqual([expect.stringMatching(/: all scored$/u), expect.stringMatching(/: 25 % scored$/u)]);
  });

  // The one that is shown is complete now, and the others as they were.
  await commands.showScoring(1);
  await waitFor(() => {
    expect(labels()).toEqual([expect.stringMatching(/: all scored$/u), expect.stringMatching(/: 25 % scored$/u)]);
  });
});
