import { describe, expect, test } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../testing/studio/studio-fixture.ts';
import { scoringWork, sharedLength } from '../../core/ifd/scoring-work.ts';

describe('what scoring will take', () => {
  test('is measured with samples that wait, before the start', async () => {
    const { commands, state, scorer, whole } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    await commands.estimateScoring();
    expect(scorer.loads).toMatchObject([{ name: 'bioselect-weak' }]);
    const { rows } = await whole();
    const inputs = rows.map(({ sample: { instruction, input, answer } }) => ({
      prompt: `${instruction}\n${input}\n`,
      answer,
    }));
    expect(scorer.probes.map((probe) => probe.map(({ prompt }) => prompt).toSorted())).toEqual([
      inputs.map(({ prompt }) => prompt).toSorted(),
    ]);
    const work = inputs.reduce((sum, input) => sum + scoringWork(input, sharedLength(inputs)), 0);
    const { scoringEstimate } = state.getState();
    expect(scoringEstimate?.durationMs).toBeCloseTo(work);
    expect(scoringEstimate?.memoryBytes).toBe(3e8);
    expect(state.getState().scoring.kind).toBe('idle');
    // Once for a model: more files are a matter of lengths.
    await commands.openCorpus([
      pubtatorFile('more.txt', '3|t|Naproxen in gout.\n3|a|\n3\t0\t8\tNaproxen\tChemical\tD1\n'),
    ]);
    await commands.estimateScoring();
    expect(scorer.probes).toHaveLength(1);
    expect(state.getState().scoringEstimate?.durationMs).toBeGreaterThan(work);
  });

  test('keeps nobody from starting', async () => {
    const { commands, state, scorer } = await createStudioFixture();
    await commands.openCorpus([pubtatorFile()]);
    const estimating = commands.estimateScoring();
    const scoring = commands.scoreSamples();
    await scorer.started(1);
    await estimating;
    expect(state.getState().scoringEstimate).toBeUndefined();
    expect(scorer.loads).toHaveLength(1);
    await commands.estimateScoring();
    expect(scorer.probes).toEqual([]);
    scorer.deliver(1);
    commands.cancelScoring();
    await scoring;
    expect(state.getState().scoring.kind).toBe('idle');
    // The run has shown how fast it goes: a stop leaves the processor free.
    await commands.estimateScoring();
    expect(scorer.probes).toEqual([]);
    expect(state.getState().scoringEstimate?.durationMs).toBeGreaterThan(0);
  });

  test('loads no model that the person has to give or wait for', async () => {
    const first = await createStudioFixture();
    await first.commands.loadModel({ kind: 'files', name: 'mine', files: [] });
    const studio = await createStudioFixture({ folders: first.folders });
    await studio.restore();
    await studio.commands.openCorpus([pubtatorFile()]);
    await studio.commands.estimateScoring();
    expect(studio.scorer.loads).toEqual([]);
    expect(studio.state.getState()).toMatchObject({ model: { kind: 'none' }, scoringEstimate: undefined });
    await studio.commands.loadModel({ kind: 'files', name: 'mine', files: [] });
    await studio.commands.estimateScoring();
    expect(studio.state.getState().scoringEstimate).toBeDefined();
  });
});
