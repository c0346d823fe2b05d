import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { unzipSync } from 'fflate';
import { beforeEach, expect, test, vi } from 'vitest';
import { figure, openStudio, press } from '../../testing/studio/open-studio.tsx';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../studio-app.tsx';

beforeEach(() => {
  window.location.hash = '';
});

/** Five sentences with an entity in the first document, one without in the other. */
const TWO_DOCUMENTS = `1|t|Gout came first.
1|a|Gout came again. Gout stayed. Gout went. Gout it was.
1\t0\t4\tGout\tDisease\tD1
1\t17\t21\tGout\tDisease\tD1
1\t34\t38\tGout\tDisease\tD1
1\t47\t51\tGout\tDisease\tD1
1\t58\t62\tGout\tDisease\tD1

2|t|Nothing else was seen.
2|a|
`;

async function openExport(...files: File[]): Promise<{ studio: StudioFixture; saved: string[] }> {
  const studio = await createStudioFixture();
  const saved: string[] = [];
  render(<StudioApp studio={studio} saveFile={(name) => saved.push(name)} />);
  await act(async () => {
    await studio.commands.openCorpus(files);
    await studio.commands.setSelectionOptions({ ...studio.state.getState().selectionOptions, strategy: 'full' });
    await studio.commands.applyRule();
    window.location.hash = '#/export';
    window.dispatchEvent(new Event('hashchange'));
  });
  return { studio, saved };
}

const twoDocuments = (): File => new File([TWO_DOCUMENTS], 'two.pubtator');

async function setSeed(seed: number): Promise<void> {
  await act(async () => {
    fireEvent.change(screen.getByLabelText('Seed'), { target: { value: String(seed) } });
  });
}

/** A seed by which the document with the positives is held out. */
async function holdPositivesOut(): Promise<void> {
  for (let seed = 1; seed < 20; seed += 1) {
    await setSeed(seed);
    if (screen.queryByText(/All 5 positive rows are in dev\.jsonl/u) !== null) return;
  }
  throw new Error('no seed holds the first document out');
}

test('a share of two documents says what it gives before the download', async () => {
  await openExport(twoDocuments());
  expect(screen.getByText(/^train\.jsonl: .* of 1 document\. dev\.jsonl: .* of 1 document\.$/u)).toBeTruthy();
  expect(screen.getByText(/10 % of 2 documents is less than one document\..* which is 50 %\./u)).toBeTruthy();
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Put all in train.jsonl' }));
  });
  expect(screen.getByText('train.jsonl: 6 rows (5 positives) of 2 documents.')).toBeTruthy();
  expect(screen.queryByText(/less than one document/u)).toBeNull();
});

test('dev.jsonl takes all positives only after a second question', async () => {
  const { saved } = await openExport(twoDocuments());
  await holdPositivesOut();
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Download the zip' }));
  });
  const question = screen.getByRole('dialog', { name: 'Export with every positive in dev.jsonl?' });
  expect(saved).toEqual([]);
  await act(async () => {
    fireEvent.click(within(question).getByRole('button', { name: 'Put all in train.jsonl' }));
  });
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Download the zip' }));
  });
  await vi.waitFor(() => {
    expect(saved).toHaveLength(1);
  });
});

test('the preview says how many of the rows it shows', async () => {
  await openExport(twoDocuments());
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Put all in train.jsonl' }));
  });
  expect(screen.getByText('Shows the first 3 of 6 rows.')).toBeTruthy();
  const shown = (name: string): void => {
    fireEvent.change(screen.getByLabelText('File shown'), { target: { value: name } });
  };
  shown('dev.jsonl');
  expect(screen.getByText('Shows no rows.')).toBeTruthy();
  shown('trl/sft.yaml');
  expect(screen.getByText('Shows the whole file.')).toBeTruthy();
});

test('rows with an instruction of their own are counted', async () => {
  const rows = ['Find it.', 'Name it.', 'Find it.'].map((instruction, index) =>
    JSON.stringify({ instruction, input: `Gout ${index}.`, output: '[{"entity": "Disease", "name": "Gout"}]' }),
  );
  await openExport(twoDocuments(), new File([rows.join('\n')], 'rows.jsonl'));
  expect(
    screen.getByText('3 rows bring their own instruction (2 different ones). 6 rows have the one of Corpus.'),
  ).toBeTruthy();
});

/** One positive that nobody scored and one negative, in one file of two documents. */
const withCorpus = (studio: StudioFixture): Promise<void> => studio.commands.openCorpus([pubtatorFile()]);

test('the zip is handed over, and the command that trains on it stands below', async () => {
  const { saved } = await openStudio('#/export', async (studio) => {
    await withCorpus(studio);
    await studio.commands.setSelectionOptions({ ...studio.state.getState().selectionOptions, strategy: 'full' });
    await studio.commands.applyRule();
  });
  await waitFor(() => {
    expect(figure('Goes out')).toBe('4');
  });
  await press('Download the zip');
  await waitFor(() => {
    expect(saved).toHaveLength(1);
  });
  const [zip] = saved;
  const files = unzipSync(zip?.bytes ?? new Uint8Array());
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['train.jsonl', 'dropped.jsonl', 'manifest.json']));
  const name = zip?.name ?? '';
  const folder = name.replace('.zip', '');
  expect(await screen.findByText(`${name} is in your downloads. This trains on it:`)).toBeTruthy();
  const command = `unzip ${name} -d ${folder} && cd ${folder} &&`;
  expect(screen.getByText(`${command} trl sft --config trl/sft.yaml`)).toBeTruthy();
  fireEvent.click(within(screen.getByRole('radiogroup', { name: 'Trainer' })).getByLabelText('Axolotl'));
  expect(screen.getByText(`${command} axolotl train axolotl/config.yml`)).toBeTruthy();
});

test('positives without a score are counted as left out, with the button that scores them', async () => {
  const studio = await openStudio('#/export', async (opened) => {
    await withCorpus(opened);
    await opened.commands.applyRule();
  });
  expect(await screen.findByText(/^2 positive samples have no score\./u)).toBeTruthy();
  await press('Score them');
  await act(() => studio.scorer.started(1));
  expect(screen.getByRole('button', { name: 'Score them' })).toHaveProperty('disabled', true);
});

test('what a person decides against the filter is counted both ways', async () => {
  const studio = await openStudio('#/export', async (opened) => {
    await withCorpus(opened);
    await opened.commands.applyRule();
  });
  const { rows } = await studio.whole();
  const positives = rows.filter(({ state }) => state === 'positive').map(({ sample }) => sample.id);
  const negatives = rows.filter(({ state }) => state === 'negative').map(({ sample }) => sample.id);
  await act(async () => {
    await studio.commands.decide(positives, 'approved');
    await studio.commands.decide(negatives.slice(0, 1), 'rejected');
  });
  expect(await screen.findByText(/^Decided against the filter: 2 samples in, 1 sample out\./u)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Show them in Review' }).getAttribute('href')).toBe(
    '#/review?decision=overruling',
  );
});

test('a text that nobody annotated stays out, and leads to Review', async () => {
  await openStudio('#/export', (studio) =>
    studio.commands.openCorpus([
      new File(['The patient took aspirin for days. He felt well. Nothing else was seen.'], 'note.txt'),
    ]),
  );
  expect(await screen.findByText(/not annotated and stays? out of train and dev/u)).toBeTruthy();
  expect(screen.getByRole('link', { name: /^Annotate (?:it|them) in Review$/u }).getAttribute('href')).toBe(
    '#/review?kind=not-annotated',
  );
});

test('the corpus goes out in another format, with what that format cannot hold said before', async () => {
  const { saved } = await openStudio('#/export', withCorpus);
  const panel = within(screen.getByRole('region', { name: 'The annotated corpus' }));
  const written = async (): Promise<string> => (await panel.findByLabelText('What is written')).textContent ?? '';
  expect(await written()).toMatch(/^2 documents, .* 4 mentions, .* every mention stands at its offsets/u);
  const [columns] = panel.getAllByRole('option', { name: /CoNLL columns/u });
  fireEvent.change(panel.getByLabelText('Format'), { target: { value: columns?.getAttribute('value') } });
  await waitFor(() => {
    expect(panel.getByRole('region', { name: 'Not supported by this format' })).toBeTruthy();
  });
  await press('Download the corpus');
  expect(saved.map(({ name }) => name)).toEqual([expect.stringMatching(/\.zip$/u)]);
});

test('a type that nothing is annotated as is named, and one click asks for it no more', async () => {
  const { studio } = await openExport(twoDocuments());
  expect(screen.queryByText(/Nothing is annotated as/u)).toBeNull();
  await act(async () => {
    await studio.commands.addEntityType('Gene');
  });
  expect(screen.getByText(/Nothing is annotated as Gene, and every sample asks for it\./u)).toBeTruthy();
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Stop asking for it' }));
  });
  await vi.waitFor(() => {
    expect(screen.queryByText(/Nothing is annotated as/u)).toBeNull();
  });
  expect(studio.state.getState().sampleOptions.entityTypes).toEqual(['Disease']);
});
