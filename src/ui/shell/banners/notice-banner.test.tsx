import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../../studio-app.tsx';

test('what was not done says so in its own words, beside how saving stands, until it is dismissed', async () => {
  const studio = await createStudioFixture({ storage: { kind: 'opfs' } });
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  await act(async () => studio.commands.openCorpus([pubtatorFile()]));
  studio.db.exec('ALTER TABLE sample RENAME TO hidden');
  await act(async () => studio.commands.decideAll(new Uint32Array([0]), 'approved'));
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('The action failed, and nothing was changed');
  expect(screen.getByText('All changes saved')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Try to save again' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('what is not saved is counted, and is tried again by a button', async () => {
  const studio = await createStudioFixture({ storage: { kind: 'opfs' } });
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  await act(async () => studio.commands.openCorpus([pubtatorFile()]));
  const ids = (await studio.whole()).samples.map(({ id }) => id);
  studio.db.exec('PRAGMA query_only = ON');
  for (const id of ids.slice(0, 2)) await act(async () => studio.commands.decide([id], 'approved'));
  expect(screen.getByRole('alert').textContent).toContain('2 changes are kept in this tab, not on the disk');
  studio.db.exec('PRAGMA query_only = OFF');
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Try to save again' }));
    await studio.until(({ save }) => save.kind === 'saved');
  });
  expect(screen.queryByRole('alert')).toBeNull();
});
