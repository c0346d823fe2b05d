import fc from 'fast-check';
import { expect, it } from 'vitest';
import { knownFigures } from '../testing/oracle/known-figures.ts';
import { PureScorer, pureScore } from '../testing/oracle/pure-scorer.ts';
import { SelectionOracle } from '../testing/oracle/selection-oracle.ts';
import { shownFigures } from '../testing/oracle/shown-figures.ts';
import { actSequence, DEFAULT_MODEL_NAME, perform, type StudioAct } from '../testing/oracle/studio-acts.ts';
import { openMemoryDatabase } from '../testing/node-sqlite.ts';
import { createStudioFixture, type StudioFixture } from '../testing/studio-fixture.ts';

const isLong = process.env['TEST_LONG'] === '1';

const SPLITS = [
  { devRatio: 0, seed: 1 },
  { devRatio: 0.3, seed: 7 },
  { devRatio: 0.5, seed: 2 },
];

async function expectRight(acts: readonly StudioAct[]): Promise<void> {
  const db = await openMemoryDatabase();
  const oracle = new SelectionOracle(DEFAULT_MODEL_NAME, pureScore);
  let studio = await createStudioFixture({ db, scoredBy: new PureScorer() });
  const { folders } = studio;
  const reload = async (): Promise<StudioFixture> => {
    const reloaded = await createStudioFixture({ db, folders, scoredBy: new PureScorer() });
    await reloaded.restore();
    return reloaded;
  };
  for (const [index, act] of acts.entries()) {
    studio = await perform(act, { studio, oracle, reload });
    const split = SPLITS[index % SPLITS.length] ?? { devRatio: 0, seed: 1 };
    expect(studio.state.getState()).toMatchObject({ mishap: undefined, exportFailure: undefined });
    expect(await shownFigures(studio, split), `after ${act.does}`).toEqual(knownFigures(oracle, split));
  }
  db.close();
}

it('what leaves the studio and what its screens count is right after whatever a person does', async () => {
  await fc.assert(fc.asyncProperty(actSequence(24), expectRight), { numRuns: isLong ? 5000 : 200 });
}, 7_200_000);
