import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { figure, openStudio, press, type OpenedStudio } from '../../testing/studio/open-studio.tsx';
import { pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

const withCorpus = (studio: StudioFixture): Promise<void> => studio.commands.openCorpus([pubtatorFile()]);

/** Delivers the next scores of the run, and waits for the screen to count them. */
async function deliver(studio: OpenedStudio, count?: number): Promise<void> {
  await act(async () => {
    studio.scorer.deliver(count);
  });
}

async function startScoring(studio: OpenedStudio): Promise<void> {
  await press('Score 4 samples');
  await act(() => studio.scorer.started(1));
}

test('a run is paused, goes on and ends with what it found', async () => {
  const studio = await openStudio('#/score', withCorpus);
  await startScoring(studio);
  expect(screen.getByRole('progressbar', { name: 'Scoring' })).toBeTruthy();
  await deliver(studio, 2);
  await waitFor(() => {
    expect(figure('Done')).toBe('2 of 4');
  });
  await press('Pause');
  await waitFor(() => {
    expect(screen.getByRole('button', { name: 'Resume' })).toBeTruthy();
  });
  expect(studio.scorer.isPaused).toBe(true);
  await press('Resume');
  expect(studio.scorer.isPaused).toBe(false);
  await deliver(studio);
  await waitFor(() => {
    expect(screen.getByRole('button', { name: 'Select by IFD' })).toBeTruthy();
  });
  expect(screen.queryByRole('progressbar', { name: 'Scoring' })).toBeNull();
  await waitFor(() => {
    expect(figure('Positives scored')).toBe('2');
  });
  // Those without an IFD are counted, with the reason.
  expect(figure('Without IFD')).toBe('2');
  expect(screen.getByText(/No IFD for 2 negatives, each because its answer is a single token/u)).toBeTruthy();
  await press('Select by IFD');
  expect(window.location.hash).toBe('#/select');
});

test('a run that is stopped keeps its scores, and the button says how many are left', async () => {
  const studio = await openStudio('#/score', withCorpus);
  await startScoring(studio);
  await deliver(studio, 1);
  await press('Stop');
  await waitFor(() => {
    expect(screen.getByRole('button', { name: 'Score the 3 that are left' })).toBeTruthy();
  });
  await press('Score the 3 that are left');
  await act(() => studio.scorer.started(2));
  expect(studio.scorer.runs.map((inputs) => inputs.length)).toEqual([4, 3]);
});

test('a run that fails says why, beside the scores that came', async () => {
  const studio = await openStudio('#/score', withCorpus);
  await startScoring(studio);
  await deliver(studio, 1);
  await act(async () => {
    studio.scorer.fail({ code: 'out-of-memory', detail: 'asked for 2 GiB' });
  });
  await waitFor(() => {
    expect(screen.getByRole('alert').textContent).toContain('out-of-memory');
  });
  expect(screen.getByRole('alert').textContent).toContain('asked for 2 GiB');
  expect(screen.getByRole('button', { name: 'Score the 3 that are left' })).toBeTruthy();
});

test('how long it takes and how much memory is said before the start', async () => {
  const studio = await openStudio('#/score', withCorpus);
  await waitFor(() => {
    expect(screen.getByText(/^About .* on this machine, with about 300\.0 MB of memory\.$/u)).toBeTruthy();
  });
  // It was measured, and nothing scored.
  expect(studio.scorer.probes).toHaveLength(1);
  expect(studio.scorer.runs).toEqual([]);
});

test('device and precision are chosen while nothing runs', async () => {
  const studio = await openStudio('#/score', withCorpus);
  const wasm = (): HTMLElement => within(screen.getByRole('radiogroup', { name: 'Device' })).getByLabelText('WASM');
  const precision = (): HTMLElement => screen.getByRole('combobox', { name: 'Precision' });
  await act(async () => {
    fireEvent.click(wasm());
    fireEvent.change(precision(), { target: { value: 'f16' } });
  });
  expect(studio.state.getState()).toMatchObject({ device: 'wasm', precision: 'f16' });
  await startScoring(studio);
  expect(wasm()).toHaveProperty('disabled', true);
  expect(precision()).toHaveProperty('disabled', true);
  expect(screen.getByText('The device can be changed when nothing runs.')).toBeTruthy();
});

test('scores that were computed in two ways are told apart, and can be made anew', async () => {
  const studio = await openStudio('#/score', withCorpus);
  await startScoring(studio);
  await deliver(studio, 1);
  await press('Stop');
  studio.scorer.backend = 'webgpu';
  await act(() => studio.commands.setDevice('webgpu'));
  await press('Score the 3 that are left');
  await act(() => studio.scorer.started(2));
  await deliver(studio);
  await waitFor(() => {
    expect(screen.getByText(/not all computed in one way/u)).toBeTruthy();
  });
  const origins = within(screen.getByText(/not all computed in one way/u).closest('div') ?? document.body);
  expect(origins.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^3 scores by WebGPU/u),
    expect.stringMatching(/^1 score by WASM/u),
  ]);
  await press('Score all again');
  await act(() => studio.scorer.started(3));
  expect(studio.scorer.runs.at(-1)).toHaveLength(4);
});
