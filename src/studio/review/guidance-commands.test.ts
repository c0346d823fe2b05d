import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

let ann: StudioFixture;

beforeEach(async () => {
  ann = await createStudioFixture();
  await ann.commands.openCorpus([pubtatorFile()]);
});
afterEach(() => {
  ann.db.close();
});

async function reload() {
  const again = await createStudioFixture({ db: ann.db });
  await again.restore();
  return again.state.getState();
}

it('views, guidelines and keys are in the project', async () => {
  const guidelines = { project: 'Only what is said.', labels: { Disease: 'fever, not "feverish"' } };
  await ann.commands.saveView({ name: 'hard', query: 'queue=to-check' });
  await ann.commands.saveView({ name: 'mine', query: 'author=Ann' });
  await ann.commands.saveView({ name: 'hard', query: 'queue=to-check&sort=length' });
  await ann.commands.setGuidelines(guidelines);
  await ann.commands.setCustomKeys({ approve: 'y' });
  await ann.commands.keepReviewView('sort=length&sample=x');
  const views = [
    { name: 'mine', query: 'author=Ann' },
    { name: 'hard', query: 'queue=to-check&sort=length' },
  ];
  expect(await reload()).toMatchObject({
    savedViews: views,
    guidelines,
    customKeys: { approve: 'y' },
    reviewView: 'sort=length&sample=x',
  });
  await ann.commands.deleteView('mine');
  expect((await reload()).savedViews).toEqual(views.slice(1));
});

it('progress is counted by type and by whose decision stands', async () => {
  const { samples } = await ann.whole();
  const [first, second] = samples;
  await ann.commands.setAuthor('Ann');
  await ann.commands.decide([first?.id ?? '', second?.id ?? ''], 'approved');
  await ann.commands.setAuthor('Ben');
  await ann.commands.decide([second?.id ?? ''], 'unsure');
  const { byType, byAuthor } = await ann.samples.progress();
  const { byVerdict } = ann.state.getState().sampleView?.counts ?? {};
  expect(byVerdict).toEqual({ approved: 1, rejected: 0, unsure: 1, undecided: samples.length - 2 });
  expect(byAuthor).toMatchObject([
    { author: 'Ann', counts: { approved: 1, rejected: 0, unsure: 0, undecided: 0 } },
    { author: 'Ben', counts: { approved: 0, rejected: 0, unsure: 1, undecided: 0 } },
  ]);
  const totals = new Map(
    byType.map(({ entityType, counts: { approved, rejected, unsure, undecided } }) => [
      entityType,
      approved + rejected + unsure + undecided,
    ]),
  );
  expect(new Set(totals.keys())).toEqual(new Set(['Chemical', 'Disease', undefined]));
  const diseases = samples.filter(({ mentions }) => mentions.some(({ entityType }) => entityType === 'Disease'));
  expect(totals.get('Disease')).toBe(diseases.length);
});
