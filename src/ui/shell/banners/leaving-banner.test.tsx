import { act, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../../studio-app.tsx';

test('a tab that lets go of its project says that it takes no more acts, and which were not done', async () => {
  const studio = await createStudioFixture({ storage: { kind: 'opfs' } });
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  await act(async () => studio.commands.openCorpus([pubtatorFile()]));
  const [sample] = (await studio.whole()).samples;
  // An edit that is on the screen and not yet handed over: what follows waits for it.
  const announced = studio.commands.announceEdit();
  let created: Promise<void> = Promise.resolve();
  await act(async () => {
    created = studio.commands.createProject('Other');
    await studio.until(({ isLeaving }) => isLeaving);
  });
  const banner = screen.getByText(/New changes are not accepted\./u);
  expect(banner.textContent).not.toContain('was not done');
  await act(async () => studio.commands.decide([sample?.id ?? ''], 'approved'));
  expect(banner.textContent).toContain('Your last act was not done.');
  expect(studio.state.getState().decisions.size).toBe(0);
  await act(async () => {
    announced();
    await created;
  });
  expect(studio.restartCount()).toBe(1);
});
