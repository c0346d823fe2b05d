import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createStudioFixture } from '../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../studio-app.tsx';

const TEXT = 'Aspirin helps against headache.';

test('each mention says its confidence, and those below the threshold are hidden and counted', async () => {
  const studio = await createStudioFixture();
  studio.scorer.answer = {
    text: '[]',
    mentions: [
      { start: 0, end: 7, entityType: 'Chemical', confidence: 0.9 },
      { start: 22, end: 30, entityType: 'Disease', confidence: 0.25 },
    ],
    tokenCount: 9,
    elapsedMs: 5,
    cut: false,
    stopped: false,
  };
  window.location.hash = '#/preview';
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  await act(async () => studio.commands.preview(TEXT, ['Chemical', 'Disease']));
  const panel = within(screen.getByRole('region', { name: 'Entities' }));
  const lines = () => within(panel.getByRole('list', { name: 'Mentions' })).getAllByRole('listitem');
  expect(lines().map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/Chemical Aspirin.*confidence 90 %$/u),
    expect.stringMatching(/Disease headache.*confidence 25 %$/u),
  ]);
  const slider = panel.getByRole('slider', { name: 'Least confidence shown' });
  for (let percent = 0; percent < 30; percent += 1) fireEvent.keyDown(slider, { key: 'ArrowRight' });
  expect(lines().length).toBe(1);
  expect(panel.getByText('1 mention below 30 % hidden')).toBeTruthy();
  expect(document.querySelectorAll('main mark').length).toBe(1);
  // The answer itself stays in reach, folded.
  expect(panel.getByText('Raw answer').closest('details')?.open).toBe(false);
});
