import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openMemoryDatabase } from '../../testing/storage/node-sqlite.ts';
import { knownFigures } from '../../testing/oracle/known-figures.ts';
import { PureScorer, pureScore } from '../../testing/oracle/pure-scorer.ts';
import { SaidByModels } from '../../testing/oracle/real-scorer.ts';
import { SelectionOracle } from '../../testing/oracle/selection-oracle.ts';
import { shownFigures } from '../../testing/oracle/shown-figures.ts';
import { actSequence, DEFAULT_MODEL_NAME, type StudioAct } from '../../testing/oracle/random-acts.ts';
import { perform } from '../../testing/oracle/studio-acts.ts';
import { createStudioFixture, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import type { StudioState } from '../state/state.ts';
import type { ScorerClient } from '../../worker/scorer-protocol.ts';

const isLong = process.env['TEST_LONG'] === '1';
if (!isLong) process.stdout.write('200 sequences of acts are held against the oracle, with TEST_LONG=1 5,000\n');

const FIRST_SPLIT = { devRatio: 0, seed: 1 };
const SPLITS = [FIRST_SPLIT, { devRatio: 0.3, seed: 7 }, { devRatio: 0.5, seed: 2 }];

/** Times that there was something to compare: an oracle that is asked about nothing would agree with everything. */
interface Seen {
  rows: number;
  selections: number;
  stale: number;
  notAnnotated: number;
  moved: number;
  /** A file went, came back, or was read again. */
  files: number;
  /** Something was done between two batches of a scoring. */
  held: number;
}

function nothingSeen(): Seen {
  return { rows: 0, selections: 0, stale: 0, notAnnotated: 0, moved: 0, files: 0, held: 0 };
}

function look(seen: Seen, { sampleView }: Pick<StudioState, 'sampleView'>): void {
  if ((sampleView?.counts.kept ?? 0) > 0) seen.rows += 1;
  if (sampleView?.selected !== undefined) seen.selections += 1;
  if ((sampleView?.counts.stale ?? 0) > 0) seen.stale += 1;
  if ((sampleView?.counts.notAnnotated ?? 0) > 0) seen.notAnnotated += 1;
  if ((sampleView?.rule.inCount ?? 0) + (sampleView?.rule.outCount ?? 0) > 0) seen.moved += 1;
}

/** Does one thing after the other; after each, rows and counts are those of the oracle. */
async function expectRight(
  acts: readonly StudioAct[],
  {
    scoreOf,
    createScorer,
    seen,
  }: {
    readonly scoreOf: ConstructorParameters<typeof SelectionOracle>[1];
    readonly createScorer: () => ScorerClient;
    readonly seen: Seen;
  },
): Promise<void> {
  const db = await openMemoryDatabase();
  const oracle = new SelectionOracle(DEFAULT_MODEL_NAME, scoreOf);
  let scoredBy = createScorer();
  let studio = await createStudioFixture({ db, scoredBy });
  const { folders } = studio;
  const reload = async (): Promise<StudioFixture> => {
    scoredBy.dispose();
    scoredBy = createScorer();
    const reloaded = await createStudioFixture({ db, folders, scoredBy });
    await reloaded.restore();
    return reloaded;
  };
  try {
    for (const [index, act] of acts.entries()) {
      const { files } = oracle;
      if (act.does === 'while it scores' && oracle.waitingContents() > 0) seen.held += 1;
      studio = await perform(act, {
        studio,
        oracle,
        reload,
        ...(scoredBy instanceof PureScorer && { scorer: scoredBy }),
      });
      // An export is of the rule that Select shows.
      oracle.settle();
      const split = SPLITS[index % SPLITS.length] ?? FIRST_SPLIT;
      expect(studio.state.getState()).toMatchObject({ notice: undefined, exportFailure: undefined });
      expect(await shownFigures(studio, split), `after ${act.does}`).toEqual(knownFigures(oracle, split));
      look(seen, studio.state.getState());
      if (act.does !== 'open' && oracle.files !== files) seen.files += 1;
    }
  } finally {
    scoredBy.dispose();
    db.close();
  }
}

it('what leaves the studio and what its screens count is right after whatever a person does', async () => {
  const seen = nothingSeen();
  const scoring = { scoreOf: pureScore, createScorer: () => new PureScorer(), seen };
  await fc.assert(
    fc.asyncProperty(actSequence(24), (acts) => expectRight(acts, scoring)),
    { numRuns: isLong ? 5000 : 200 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(100);
}, 7_200_000);

it('so it is with real models', async () => {
  const models = new SaidByModels();
  const seen = nothingSeen();
  const scoring = {
    seen,
    scoreOf: models.said.bind(models),
    createScorer: () => models.scorer(),
  };
  await fc.assert(
    fc.asyncProperty(actSequence(12), (acts) => expectRight(acts, scoring)),
    { numRuns: 10 },
  );
  expect(seen.selections).toBeGreaterThan(10);
}, 300_000);
