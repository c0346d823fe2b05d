import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { SelectionStrategy } from '../../core/selection/selection.ts';
import { STRATEGIES } from '../../core/selection/strategies.ts';
import { figure, goTo, openStudio, press } from '../../testing/studio/open-studio.tsx';
import { pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

/** Ten titles with a disease each, one without. */
const TITLES = Array.from(
  { length: 10 },
  (_, index) => `${index}|t|Gout ${index} came.\n${index}\t0\t4\tGout\tDisease\n`,
);
const CORPUS = [...TITLES, '10|t|Nothing was seen.\n'].join('\n');

const withCorpus = (studio: StudioFixture): Promise<void> =>
  studio.commands.openCorpus([pubtatorFile('c.txt', CORPUS)]);

const withNote = (studio: StudioFixture): Promise<void> =>
  studio.commands.openCorpus([
    new File(['The patient took aspirin for days. He felt well. Nothing else was seen.'], 'note.txt'),
  ]);

/** The positives have the IFDs 0.05, 0.15 … 0.95, in the order of the corpus. */
async function withScores(studio: StudioFixture): Promise<void> {
  await withCorpus(studio);
  const positives = (await studio.whole()).samples.filter(({ mentions }) => mentions.length > 0);
  await studio.saveScores(positives.map(({ contentHash }, index) => ({ contentHash, ifd: 0.05 + index / 10 })));
  await studio.commands.applyRule();
}

async function fill(name: string, value: string): Promise<void> {
  const field = screen.getByRole('textbox', { name });
  await act(async () => {
    fireEvent.change(field, { target: { value } });
    fireEvent.blur(field);
  });
}

/** Waits for a figure, which the storage thread counts. */
async function expectFigure(label: string, value: string): Promise<void> {
  await waitFor(() => {
    expect(figure(label)).toBe(value);
  });
}

test('a corpus without scores is sent to Score', async () => {
  await openStudio('#/select', withCorpus);
  expect(screen.getByText('Hybrid Superfiltering ranks by IFD: score the samples first.')).toBeTruthy();
  await press('Go to Score');
  expect(window.location.hash).toBe('#/score');
});

test('a corpus that nobody annotated is sent to Review', async () => {
  await openStudio('#/select', withNote);
  await press('Annotate in Review');
  expect(window.location.hash).toBe('#/review');
});

test('the keep ratio says at once what it would keep, and holds once the screen is left', async () => {
  const studio = await openStudio('#/select', withScores);
  await fill('Keep ratio in percent', '30');
  await expectFigure('Positives kept', '3');
  await expectFigure('Positives dropped', '7');
  // All without an entity stay: the hybrid method.
  await expectFigure('Negatives kept', '1');
  await expectFigure('Filter keeps', '4');
  await expectFigure('Cut-off IFD', '0.750');
  await goTo('#/review');
  await waitFor(() => {
    expect(studio.state.getState().selection?.rule.keepRatio).toBe(0.3);
  });
});

test('a cut-off is a keep ratio said otherwise', async () => {
  const studio = await openStudio('#/select', withScores);
  await expectFigure('Positives kept', '5');
  await fill('Cut-off IFD', '0.85');
  await expectFigure('Positives kept', '2');
  expect(studio.state.getState().selectionOptions.keepRatio).toBeCloseTo(0.2, 6);
});

test('what is at or above the ceiling is not eligible', async () => {
  const studio = await openStudio('#/select', withScores);
  await fill('Keep ratio in percent', '100');
  await fill('IFD ceiling', '0.7');
  expect(studio.state.getState().selectionOptions.ifdCeiling).toBe(0.7);
  await expectFigure('Positives kept', '7');
});

test('a strategy leaves open only the fields that it heeds', async () => {
  const studio = await openStudio('#/select', withScores);
  const isOff = (name: string): unknown => Reflect.get(screen.getByRole('textbox', { name }), 'disabled');
  const fields = ['Keep ratio in percent', 'Cut-off IFD', 'IFD ceiling', 'Negatives kept'];
  expect(fields.map(isOff)).toEqual([false, false, false, false]);
  const choose = async (strategy: SelectionStrategy): Promise<void> => {
    await act(async () => {
      fireEvent.click(screen.getByRole('radio', { name: STRATEGIES[strategy].label }));
    });
  };
  await choose('full');
  expect(fields.map(isOff)).toEqual([true, true, true, true]);
  await expectFigure('Filter keeps', '11');
  await choose('superfiltering');
  expect(fields.map(isOff)).toEqual([false, false, false, true]);
  expect(studio.state.getState().selectionOptions.strategy).toBe('superfiltering');
});

test('the table of types counts what goes out and the names that are lost', async () => {
  await openStudio('#/select', withScores);
  await fill('Keep ratio in percent', '20');
  await waitFor(() => {
    const row = screen.getByRole('rowheader', { name: 'Disease' }).closest('tr');
    const cells = within(row ?? document.body).getAllByRole('cell');
    expect(cells.map(({ textContent }) => textContent)).toEqual(['2', '10', '20.0 %', '1', '0']);
  });
});

test('a moved rule is taken back by a button', async () => {
  const studio = await openStudio('#/select', withScores);
  const before = studio.state.getState().selectionOptions.keepRatio;
  await act(() => studio.commands.setSelectionOptions({ ...studio.state.getState().selectionOptions, keepRatio: 0.1 }));
  await act(() => studio.commands.settleRule());
  await press('Undo');
  await waitFor(() => {
    expect(studio.state.getState().selection?.rule.keepRatio).toBe(before);
  });
});
