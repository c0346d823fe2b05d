import { act, render, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../studio-app.tsx';

// happy-dom's Response is not the one that Node's WebAssembly streams from; without streaming SQLite reads the bytes.
Reflect.deleteProperty(WebAssembly, 'instantiateStreaming');

beforeEach(() => {
  window.location.hash = '#/score';
});

async function scored(): Promise<StudioFixture> {
  const studio = await createStudioFixture();
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  await act(async () => {
    await studio.commands.openCorpus([pubtatorFile()]);
    const scoring = studio.commands.scoreSamples();
    await studio.scorer.started(1);
    studio.scorer.deliver();
    await scoring;
  });
  return studio;
}

test('the title says that all is scored, how much and what by', async () => {
  await scored();
  expect(
    await screen.findByRole('heading', { name: /^All 4 samples are scored by WASM in the browser, f32, version / }),
  ).toBeTruthy();
});

test('a run over all samples that ended early says how far it came', async () => {
  const { commands, scorer, until } = await scored();
  await act(async () => {
    const again = commands.rescoreSamples();
    await scorer.started(2);
    scorer.deliver(1);
    commands.cancelScoring();
    await again;
    await until(({ scoring }) => scoring.kind === 'idle');
  });
  expect(
    screen.getByText('Scoring anew ended after 1 of 4 samples. The 3 others have the score from before.'),
  ).toBeTruthy();
});

test('where another precision is loaded, it says what goes on in which', async () => {
  const { commands, whole } = await scored();
  await act(async () => {
    const { documents } = (await whole()).corpus;
    const [passage] = documents[0]?.passages ?? [];
    const [before] = passage?.mentions ?? [];
    const ref = { documentId: documents[0]?.id ?? '', passageId: passage?.id ?? '' };
    const change = { passage: ref, mentionId: before?.id ?? '', before, after: undefined };
    await commands.edit({ label: 'Delete', changes: [change] });
    await commands.setPrecision('int8');
  });
  expect(
    screen.getByText(
      'The scores shown are those of bioselect-weak, f32. For what is left, bioselect-weak, f32 is loaded again.',
    ),
  ).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Score all with bioselect-weak, int8 too' })).toBeTruthy();
});
