import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile } from '../../testing/studio/studio-fixture.ts';

it('exportZip gives a zip with the kept samples, the dropped ones and where the scores came from', async () => {
  const { commands, state, scorer, whole } = await createStudioFixture();
  await commands.openCorpus([pubtatorFile()]);
  const scoring = commands.scoreSamples();
  await scorer.started(1);
  scorer.deliver();
  await scoring;
  const [first] = (await whole()).samples;
  await commands.decide([first?.id ?? ''], 'rejected');
  const zip = await commands.exportZip({ devRatio: 0, seed: 17 });
  expect(zip?.name).toBe('bioselect-export-2023-11-14.zip');
  const files = unzipSync(zip?.bytes ?? new Uint8Array());
  const lines = (name: string): string[] =>
    strFromU8(files[name] ?? new Uint8Array())
      .split('\n')
      .filter((line) => line !== '');
  expect(lines('train.jsonl').length + lines('dropped.jsonl').length).toBe(4);
  expect(lines('dropped.jsonl').some((line) => line.includes('Aspirin and headache.'))).toBe(true);
  expect(JSON.parse(lines('manifest.json').join('\n'))).toMatchObject({
    packageVersion: '0.0.0-test',
    scoring: { modelHash: 'hash of bioselect-weak', variant: 'superfiltering', maxLength: 1024 },
    counts: { rejected: 1 },
  });
  expect(state.getState().exportFailure).toBeUndefined();
});

it('exportZip after a reload needs no new build by the person', async () => {
  const first = await createStudioFixture();
  await first.commands.openCorpus([pubtatorFile()]);
  const second = await createStudioFixture({ db: first.db });
  await second.restore();
  const [a, b] = [
    await first.commands.exportZip({ devRatio: 0.5, seed: 1 }),
    await second.commands.exportZip({ devRatio: 0.5, seed: 1 }),
  ];
  expect(b).toEqual(a);
});

it('exportZip without a corpus gives nothing', async () => {
  const { commands } = await createStudioFixture();
  expect(await commands.exportZip({ devRatio: 0, seed: 1 })).toBeUndefined();
});
