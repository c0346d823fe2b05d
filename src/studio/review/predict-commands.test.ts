import { expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../testing/studio/studio-fixture.ts';
import type { StudioState } from '../state/state.ts';

const WEAK = 'hash of bioselect-weak';

/** Questions that a model has answered. */
function answerCount({ predictedBy }: StudioState, modelHash = WEAK): number {
  return predictedBy.find((each) => each.modelHash === modelHash)?.answerCount ?? 0;
}

async function openCorpus(options: Parameters<typeof createStudioFixture>[0] = {}) {
  const fixture = await createStudioFixture(options);
  await fixture.commands.openCorpus([pubtatorFile()]);
  return fixture;
}

it('every sample is asked about, once a question, and the answers are there after a reload', async () => {
  const { commands, state, scorer, db, whole } = await openCorpus();
  const seen: StudioState['predicting'][] = [];
  state.subscribe(({ predicting }, before) => {
    if (predicting !== before.predicting) seen.push(predicting);
  });
  await commands.predictCorpus();
  const { samples } = await whole();
  expect(samples.length).toBeGreaterThan(2);
  expect(scorer.questions.flat().length).toBe(new Set(samples.map(({ input }) => input)).size);
  const opened = await commands.readSamples([...samples.keys()], [WEAK]);
  for (const { row, predictions } of opened) {
    const [word = ''] = row.sample.input.split(/\W/u);
    expect(predictions.get(WEAK)).toMatchObject({
      modelHash: WEAK,
      mentions: [{ start: 0, end: word.length, entityType: 'Thing', confidence: 0.5 }],
      end: 'closed',
    });
  }
  expect(seen.at(-2)).toMatchObject({ kind: 'running', doneCount: samples.length, totalCount: samples.length });
  expect(state.getState().predicting).toEqual({ kind: 'idle' });

  const again = await createStudioFixture({ db });
  await again.restore();
  expect(await again.commands.readSamples([...samples.keys()], [WEAK])).toEqual(opened);
  await again.commands.predictCorpus();
  expect(again.scorer.questions).toEqual([]);
});

it('a stop keeps what was answered, and the next call asks for the rest', async () => {
  const { commands, state, scorer, until } = await openCorpus();
  const running = commands.predictCorpus();
  await until((now) => answerCount(now) === 1);
  commands.stopPredicting();
  await running;
  expect(state.getState().predicting).toEqual({ kind: 'idle' });
  expect(answerCount(state.getState())).toBe(1);
  await commands.predictCorpus();
  expect(scorer.questions[1]?.length).toBe((scorer.questions[0]?.length ?? 0) - 1);
  expect(answerCount(state.getState())).toBe(scorer.questions[0]?.length);
});

it('a failure is told and the answers before it stay', async () => {
  const { commands, state, scorer } = await openCorpus();
  scorer.answersBeforeFailure = 2;
  await commands.predictCorpus();
  expect(state.getState().predicting).toEqual({
    kind: 'stopped',
    failure: { code: 'unexpected', detail: 'as asked' },
  });
  expect(answerCount(state.getState())).toBe(2);
});

it('another model begins anew, and its answers stand beside the first one’s', async () => {
  const { commands, state, scorer } = await openCorpus();
  await commands.predictCorpus();
  await commands.loadModel({ kind: 'bundled', name: 'other', baseUrl: '/' });
  await commands.predictCorpus();
  expect(scorer.questions[1]?.length).toBe(scorer.questions[0]?.length);
  expect(answerCount(state.getState(), 'hash of other')).toBe(answerCount(state.getState()));
});

it('closing the corpus ends the job and takes the predictions away', async () => {
  const { commands, state, until } = await openCorpus();
  const running = commands.predictCorpus();
  await until((now) => answerCount(now) === 1);
  await commands.closeCorpus();
  await running;
  expect(state.getState()).toMatchObject({ predicting: { kind: 'idle' }, predictedBy: [] });
});
