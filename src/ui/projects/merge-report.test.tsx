import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { pubtatorFile } from '../../testing/studio/studio-fixture.ts';
import { mergeInto, startTwoCurators } from '../../testing/studio/two-curators.ts';
import { StudioApp } from '../studio-app.tsx';

beforeEach(() => {
  window.location.hash = '';
});

test('two different selections are said, and theirs can be made here', async () => {
  const [ann, ben] = await startTwoCurators(pubtatorFile());
  const rule = ann.state.getState().selectionOptions;
  await ann.commands.selectBy({ ...rule, strategy: 'full' });
  await ben.commands.selectBy({ ...rule, negativeRatio: 0 });
  render(<StudioApp studio={ben} saveFile={() => undefined} />);
  await act(async () => {
    await ben.commands.listProjects();
    await mergeInto(ben, ann);
  });
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Untitled project' }));
  });
  expect(
    screen.getByText(
      /^The two selections differ, and the merge changed neither\. Yours keeps 0 samples, .*; that of “other” keeps 4 samples, selected by keeping everything\. 0 are kept by yours alone, 4 by theirs alone\.$/u,
    ),
  ).toBeTruthy();
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Select by their rule' }));
    await ben.until(({ selection }) => selection?.rule.strategy === 'full');
  });
  expect(screen.queryByRole('button', { name: 'Select by their rule' })).toBeNull();
});
