import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { version } from '../../package.json';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../testing/studio/studio-fixture.ts';
import { StudioApp } from './studio-app.tsx';

beforeEach(() => {
  window.location.hash = '';
});

async function openApp(): Promise<StudioFixture> {
  const studio = await createStudioFixture();
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  return studio;
}

async function openCorpus(studio: StudioFixture): Promise<void> {
  await act(async () => studio.commands.openCorpus([pubtatorFile()]));
}

function press(key: string, options: KeyboardEventInit = {}): void {
  fireEvent.keyDown(document.body, { key, ...options });
}

async function goTo(hash: string): Promise<void> {
  await act(async () => {
    window.location.hash = hash;
    window.dispatchEvent(new Event('hashchange'));
  });
}

test.each([
  ['score', 'There is nothing to score until a corpus is open.'],
  ['select', 'There is nothing to select until a corpus is open and scored.'],
  ['review', 'There is nothing to review until a corpus is open.'],
  ['export', 'There is nothing to export until a corpus is open.'],
])('%s without data says what brings it to life and offers that one button', async (route, sentence) => {
  await openApp();
  await goTo(`#/${route}`);
  const main = within(screen.getByRole('main'));
  const button = main.getByRole('button', { name: 'Open a corpus' });
  // Beside each other, and no other button with them.
  const step = button.parentElement;
  expect(step?.textContent).toBe(`${sentence}Open a corpus`);
  expect(within(step ?? document.body).getAllByRole('button')).toEqual([button]);
  await act(async () => {
    fireEvent.click(button);
  });
  expect(window.location.hash).toBe('#/corpus');
});

test('an opened file shows its format, its evidence and its counts', async () => {
  const studio = await openApp();
  await openCorpus(studio);
  const row = screen.getByRole('rowheader', { name: 'cdr.txt' }).closest('tr');
  expect(row?.textContent).toContain('PubTator');
  expect(row?.textContent).toContain('Chemical 2');
  expect(screen.getByRole('link', { name: /Corpus.*4 samples/ })).toBeTruthy();
});

test('g r opens Review and rejects nothing; a, r, z then decide and undo', async () => {
  const studio = await openApp();
  await openCorpus(studio);
  await goTo('#/review');
  await act(async () => {
    press('g');
    press('r');
  });
  expect(window.location.hash).toBe('#/review');
  expect(studio.state.getState().decisions.size).toBe(0);
  await act(async () => {
    press('a');
  });
  await act(async () => {
    press('r');
  });
  expect([...studio.state.getState().decisions.values()].map((each) => each.verdict)).toEqual(['approved', 'rejected']);
  await act(async () => {
    press('z');
  });
  expect(studio.state.getState().decisions.size).toBe(1);
  await act(async () => {
    press('Z', { shiftKey: true });
  });
  expect(studio.state.getState().decisions.size).toBe(2);
});

test('letters typed into a field decide nothing', async () => {
  const studio = await openApp();
  await openCorpus(studio);
  await goTo('#/review');
  fireEvent.keyDown(screen.getByRole('textbox', { name: /Search/ }), { key: 'a' });
  expect(studio.state.getState().decisions.size).toBe(0);
});

test('a model that cannot be loaded says so where the model is, with its code', async () => {
  const studio = await openApp();
  await openCorpus(studio);
  await goTo('#/score');
  studio.scorer.loadFailure = { code: 'model-file-missing', file: 'tokenizer.json', folder: 'mine' };
  await act(async () => studio.commands.loadModel({ kind: 'hub', name: 'a/b', revision: 'main' }));
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('model-file-missing');
  expect(alert.textContent).toContain('tokenizer.json');
});

test('About says version and licence and leads to the notices, from the top bar and from the palette', async () => {
  await openApp();
  const expectAbout = () => {
    const about = screen.getByRole('dialog', { name: 'About BioSelect Studio' });
    expect(about.textContent).toContain(`Version ${version}. MIT licence.`);
    const files = within(about).getAllByRole('link');
    expect(files.map((link) => link.getAttribute('href'))).toEqual([
      'LICENSE.txt',
      'third-party-licences.txt',
      'NOTICE.txt',
      'models/bioselect-weak/README.md',
      'models/bioselect-strong/README.md',
    ]);
  };
  fireEvent.click(screen.getByRole('button', { name: 'About BioSelect Studio' }));
  expectAbout();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  press('k', { ctrlKey: true });
  const field = screen.getByRole('combobox', { name: 'Find a command' });
  fireEvent.change(field, { target: { value: 'licences' } });
  await act(async () => {
    fireEvent.keyDown(field, { key: 'Enter', code: 'Enter' });
  });
  expectAbout();
});

test('the palette names its chosen command to the field, goes round with the arrows and gives the focus back', async () => {
  await openApp();
  const before = screen.getByRole('button', { name: 'About BioSelect Studio' });
  before.focus();
  await act(async () => press('k', { ctrlKey: true }));
  const field = screen.getByRole('combobox', { name: 'Find a command' });
  const type = async (words: string) => act(async () => fireEvent.change(field, { target: { value: words } }));
  const hit = async (key: string) => act(async () => fireEvent.keyDown(field, { key, code: key }));
  const chosen = () => {
    const option = screen.getByRole('option', { selected: true });
    expect(field.getAttribute('aria-activedescendant')).toBe(option.id);
    return option.textContent;
  };
  expect(chosen()).toBe('Go to Corpusg c');
  await hit('ArrowDown');
  expect(chosen()).toBe('Go to Scoreg s');
  await hit('ArrowUp');
  await hit('ArrowUp');
  expect(chosen()).toBe('About: version and licences');
  await type('keys');
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    'Show all keys?',
    'Choose keys',
  ]);
  expect(chosen()).toBe('Show all keys?');
  await type('no such thing');
  expect(screen.queryByRole('option')).toBeNull();
  expect(field.getAttribute('aria-activedescendant')).toBeNull();
  expect(screen.getByText('No matching command.')).toBeTruthy();
  await hit('Enter');
  expect(screen.getByRole('dialog', { name: 'Commands' })).toBeTruthy();
  await type('go export');
  await hit('Enter');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(window.location.hash).toBe('#/export');
  expect(document.activeElement).toBe(before);
  await act(async () => press('k', { ctrlKey: true }));
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Find a command' }).value).toBe('');
  expect(chosen).not.toThrow();
});
