import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { createStudioFixture, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../studio-app.tsx';

// happy-dom's Response is not the one that Node's WebAssembly streams from; without streaming SQLite reads the bytes.
Reflect.deleteProperty(WebAssembly, 'instantiateStreaming');

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
