import { expect, it } from 'vitest';
import { createStudioFixture } from '../../testing/studio/studio-fixture.ts';
import type { PreviewState } from '../state/slices/jobs-slice.ts';

const TEXT = 'Aspirin helps against headache.';
const RAW = '[{"entity": "Chemical", "name": "Aspirin"}, {"entity": "Disease", "name": "fever"}]';

it('preview streams the answer and places its names', async () => {
  const { commands, state, scorer } = await createStudioFixture();
  scorer.stream = ['[{', RAW];
  scorer.answer = { text: RAW, mentions: [], tokenCount: 20, elapsedMs: 5, cut: false, stopped: false };
  const seen: PreviewState[] = [];
  state.subscribe(({ preview }) => {
    if (seen.at(-1) !== preview) seen.push(preview);
  });
  await commands.preview(TEXT, ['Chemical', 'Disease']);
  expect(seen.map(({ kind }) => kind)).toEqual(['running', 'running', 'running', 'done']);
  expect(state.getState().preview).toEqual({
    kind: 'done',
    text: TEXT,
    raw: RAW,
    mentions: [{ start: 0, end: 7, entityType: 'Chemical', confidence: undefined }],
    unplaced: [{ entity: 'Disease', name: 'fever' }],
    malformed: false,
    elapsedMs: 5,
    tokenCount: 20,
    cut: false,
    stopped: false,
  });
});

it('preview takes the places that generation gave', async () => {
  const { commands, state, scorer } = await createStudioFixture();
  const mentions = [
    { start: 0, end: 7, entityType: 'Chemical', confidence: 0.9 },
    { start: 22, end: 30, entityType: 'Disease', confidence: 0.2 },
  ];
  scorer.answer = { text: RAW, mentions, tokenCount: 20, elapsedMs: 5, cut: false, stopped: false };
  await commands.preview(TEXT, ['Chemical', 'Disease']);
  expect(state.getState().preview).toMatchObject({ kind: 'done', mentions, unplaced: [] });
});

it('an answer that is no JSON is said to be malformed', async () => {
  const { commands, state, scorer } = await createStudioFixture();
  scorer.answer = { text: '[{"entity": "Chem', mentions: [], tokenCount: 5, elapsedMs: 5, cut: true, stopped: false };
  await commands.preview(TEXT, ['Chemical']);
  expect(state.getState().preview).toMatchObject({ kind: 'done', malformed: true, cut: true, mentions: [] });
});

it('stopPreview ends it and the next preview is not disturbed by the last', async () => {
  const { commands, state, scorer } = await createStudioFixture();
  await commands.loadModel({ kind: 'bundled', name: 'bioselect-weak', baseUrl: '/' });
  scorer.stream = ['[', '[]'];
  const first = commands.preview(TEXT, ['Chemical']);
  commands.stopPreview();
  await first;
  expect(state.getState().preview).toEqual({ kind: 'idle' });
  const overtaken = commands.preview(TEXT, ['Chemical']);
  const second = commands.preview('Other', ['Chemical']);
  await overtaken;
  expect(state.getState().preview.kind).toBe('running');
  await second;
  expect(state.getState().preview).toMatchObject({ kind: 'done', text: 'Other' });
});

it('a model that cannot be loaded fails the preview with its reason', async () => {
  const { commands, state, scorer } = await createStudioFixture();
  scorer.loadFailure = { code: 'model-file-missing', file: 'config.json', folder: '/' };
  await commands.preview(TEXT, ['Chemical']);
  expect(state.getState().preview).toMatchObject({ kind: 'failed', failure: { code: 'model-file-missing' } });
});
