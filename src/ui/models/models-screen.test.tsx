import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { figure, openStudio, press } from '../../testing/studio/open-studio.tsx';
import { pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

const QWEN = {
  name: 'Qwen/Qwen3-0.6B',
  revision: 'main',
  cachedBytes: 1.5e9,
  isWhole: true,
  licence: 'apache-2.0',
  parameterCount: 596e6,
  hash: '0123456789abcdef',
} as const;
const BROKEN_OFF = {
  ...QWEN,
  name: 'big/model',
  isWhole: false,
  licence: undefined,
  parameterCount: undefined,
  hash: undefined,
};

async function withDownloads(studio: StudioFixture): Promise<void> {
  studio.cachedModels.push(QWEN, BROKEN_OFF);
}

function row(name: string): HTMLElement {
  const head = screen.getByRole('rowheader', { name: new RegExp(`^${name}`, 'u') });
  const found = head.closest('tr');
  if (found === null) throw new Error(`no row of ${name}`);
  return found;
}

const textsOf = (name: string): readonly (string | null)[] =>
  within(row(name))
    .getAllByRole('cell')
    .slice(0, -1)
    .map(({ textContent }) => textContent);

test('every model at hand is listed, with what is known of it', async () => {
  await openStudio('#/models', withDownloads);
  await waitFor(() => {
    expect(textsOf(QWEN.name)).toEqual(['1.50 GB', '596 M', 'apache-2.0', '0123456789ab']);
  });
  expect(row(QWEN.name).textContent).toContain('opens without network');
  expect(textsOf(BROKEN_OFF.name)).toEqual(['1.50 GB', '–', 'see its card', '–']);
  expect(row(BROKEN_OFF.name).textContent).toContain('not finished');
  // What comes with the studio cannot be deleted.
  expect(within(row('bioselect-weak')).queryByRole('button', { name: /^Delete/u })).toBeNull();
  expect(screen.getByText(/The studio uses 10 B of the 100 B that the browser grants it/u)).toBeTruthy();
});

test('a model is loaded by its row, and the row says that it is in use', async () => {
  const studio = await openStudio('#/models', withDownloads);
  await waitFor(() => row(QWEN.name));
  await press(`Load ${QWEN.name}`);
  await waitFor(() => {
    expect(screen.getByRole('button', { name: `${QWEN.name} is in use` })).toHaveProperty('disabled', true);
  });
  expect(studio.scorer.loads).toEqual([{ kind: 'hub', name: QWEN.name, revision: 'main' }]);
  expect(figure('Model')).toBe(QWEN.name);
  expect(figure('Runs on')).toBe('WASM');
});

test('a download is deleted, and is gone from the list', async () => {
  const studio = await openStudio('#/models', withDownloads);
  await waitFor(() => row(BROKEN_OFF.name));
  await press(`Delete ${BROKEN_OFF.name} from this disk`);
  await waitFor(() => {
    expect(screen.queryByRole('rowheader', { name: /^big\/model/u })).toBeNull();
  });
  expect(studio.cachedModels).toEqual([QWEN]);
  expect(row(QWEN.name)).toBeTruthy();
});

test('a model of the hub is asked for by a whole id only', async () => {
  const studio = await openStudio('#/models');
  const field = screen.getByRole('textbox', { name: 'Model id on the Hugging Face hub' });
  const download = (): HTMLElement => screen.getByRole('button', { name: 'Download' });
  for (const id of ['', 'qwen', 'Qwen/', 'Qwen/a b', 'a/b/c']) {
    fireEvent.change(field, { target: { value: id } });
    expect(download(), id).toHaveProperty('disabled', true);
  }
  fireEvent.change(field, { target: { value: ' tiny/qwen3 ' } });
  await press('Download');
  await waitFor(() => {
    expect(studio.scorer.loads).toEqual([{ kind: 'hub', name: 'tiny/qwen3', revision: 'main' }]);
  });
});

test('a model that cannot be loaded says why, and the list stays', async () => {
  const studio = await openStudio('#/models', withDownloads);
  studio.scorer.loadFailure = { code: 'model-hash-mismatch', file: 'model.safetensors', expected: 'ab', found: 'cd' };
  await waitFor(() => row(QWEN.name));
  await press(`Load ${QWEN.name}`);
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('model-hash-mismatch');
  expect(alert.textContent).toContain('model.safetensors');
  expect(row(QWEN.name)).toBeTruthy();
});

test('while samples are scored no model is changed', async () => {
  const studio = await openStudio('#/models', async (opened) => {
    await withDownloads(opened);
    await opened.commands.openCorpus([pubtatorFile()]);
  });
  await waitFor(() => row(QWEN.name));
  let scoring = Promise.resolve();
  await act(async () => {
    scoring = studio.commands.scoreSamples();
    await studio.scorer.started(1);
  });
  const buttons = within(row(QWEN.name)).getAllByRole('button');
  expect(buttons.map((button) => Reflect.get(button, 'disabled'))).toEqual([true, true]);
  await act(async () => {
    studio.scorer.deliver();
    await scoring;
  });
  await waitFor(() => {
    expect(screen.getByRole('button', { name: `Load ${QWEN.name}` })).toHaveProperty('disabled', false);
  });
});
