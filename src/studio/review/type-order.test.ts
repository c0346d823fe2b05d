import { expect, test } from 'vitest';
import { createStudioFixture, PUBTATOR, pubtatorFile } from '../../testing/studio/studio-fixture.ts';

const ANATOMY = `7|t|The heart of aspirin.
7|a|
7\t4\t9\theart\tAnatomy\tD006321
7\t13\t20\taspirin\tChemical\tD001241
`;

test('a type keeps its place when files with other types come, over a reload too', async () => {
  const { commands, state, db } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile()]);
  expect(state.getState().typeOrder).toEqual(['Chemical', 'Disease']);
  await commands.openCorpus([pubtatorFile('other.txt', ANATOMY)]);
  expect(state.getState().typeOrder).toEqual(['Chemical', 'Disease', 'Anatomy']);

  const again = await createStudioFixture({ db });
  await again.restore();
  expect(again.state.getState().typeOrder).toEqual(['Chemical', 'Disease', 'Anatomy']);
});

test('a project without the list gets it in order of names, as its types looked before', async () => {
  const { commands, db } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile('both.txt', `${ANATOMY}\n${PUBTATOR}`)]);
  db.exec("DELETE FROM setting WHERE key = 'typeOrder'");
  const again = await createStudioFixture({ db });
  await again.restore();
  expect(again.state.getState().typeOrder).toEqual(['Anatomy', 'Chemical', 'Disease']);
});

test('a closed corpus leaves no types behind', async () => {
  const { commands, state } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile('other.txt', ANATOMY)]);
  await commands.closeCorpus();
  expect(state.getState().typeOrder).toEqual([]);
  await commands.openCorpus([pubtatorFile()]);
  expect(state.getState().typeOrder).toEqual(['Chemical', 'Disease']);
});
