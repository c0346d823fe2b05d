import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../testing/studio-fixture.ts';
import { reviewProgress } from './review-progress.ts';

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
  const views = [
    { name: 'mine', query: 'author=Ann' },
    { name: 'hard', query: 'queue=to-check&sort=length' },
  ];
  expect(await reload()).toMatchObject({ savedViews: views, guidelines, customKeys: { approve: 'y' } });
  await ann.commands.deleteView('mine');
  expect((await reload()).savedViews).toEqual(views.slice(1));
});

it('progress is counted by type and by whose decision stands', async () => {
  const { samples } = ann.state.getState();
  const [first, second] = samples;
  await ann.commands.setAuthor('Ann');
  await ann.commands.decide([first?.id ?? '', second?.id ?? ''], 'approved');
  await ann.commands.setAuthor('Ben');
  await ann.commands.decide([second?.id ?? ''], 'unsure');
  const { decisions } = ann.state.getState();
  const { overall, byType, byAuthor } = reviewProgress(samples, decisions);
  expect(overall).toMatchObject({ approved: 1, unsure: 1, undecided: samples.length - 2 });
  expect(byAuthor).toEqual([
    { name: 'Ann', approved: 1, rejected: 0, unsure: 0, undecided: 0 },
    { name: 'Ben', approved: 0, rejected: 0, unsure: 1, undecided: 0 },
  ]);
  const total = ({ approved, rejected, unsure, undecided }: (typeof byType)[number]) =>
    approved + rejected + unsure + undecided;
  expect(byType.map(({ name }) => name)).toEqual(['with Chemical', 'with Disease', 'without a mention']);
  const diseases = samples.filter(({ mentions }) => mentions.some(({ entityType }) => entityType === 'Disease'));
  expect(byType.map(total)[1]).toBe(diseases.length);
});
