import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { createStudioFixture } from '../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../studio-app.tsx';

beforeEach(() => {
  window.location.hash = '';
});

test('a table with strange heads is read once its columns are named, after a look at its first records', async () => {
  const studio = await createStudioFixture();
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  const table = 'key;Notiz;von;bis;Art\n1;Lead is toxic.;0;4;Chemical\n';
  await act(async () => studio.commands.openCorpus([new File([table], 'a.csv')]));
  const panel = screen.getByRole('region', { name: '1 file without a document' });
  fireEvent.click(within(panel).getByRole('button', { name: 'Read a.csv as…' }));

  const dialog = await screen.findByRole('dialog');
  const choose = (label: string, value: string) => {
    fireEvent.change(within(dialog).getByRole('combobox', { name: label }), { target: { value } });
  };
  choose('Format', 'csv');
  await within(dialog).findByRole('combobox', { name: 'Text' });
  choose('Text', 'Notiz');
  choose('Start', 'von');
  choose('End', 'bis');
  choose('Type', 'Art');
  const records = await within(dialog).findByRole('region', { name: 'First records' });
  await waitFor(() => expect(records.textContent).toContain('Chemical “Lead”'));

  await act(async () => {
    fireEvent.click(within(dialog).getByRole('button', { name: 'Read as this format' }));
  });
  await studio.until(({ corpus }) => corpus.kind === 'ready');
  expect(await screen.findByRole('rowheader', { name: 'a.csv' })).toBeTruthy();
  expect(screen.queryByRole('region', { name: '1 file without a document' })).toBeNull();
});

test('plain text is read a document a line, after a look at its first records', async () => {
  const studio = await createStudioFixture();
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  const prose = 'Lead is toxic and common.\nNaloxone reverses the effect of clonidine.\n';
  await act(async () => studio.commands.openCorpus([new File([prose], 'a.txt')]));
  fireEvent.click(await screen.findByTitle('Read it as another format…'));
  const dialog = await screen.findByRole('dialog');
  const unit = await within(dialog).findByRole('combobox', { name: 'A document is' });
  fireEvent.change(unit, { target: { value: 'line' } });
  await waitFor(() => expect(within(dialog).getByRole('status').textContent).toContain('2 documents'));
  await act(async () => {
    fireEvent.click(within(dialog).getByRole('button', { name: 'Read as this format' }));
  });
  await studio.until(({ corpus }) => corpus.kind === 'ready' && corpus.summary.documents === 2);
});

test('a person says that texts without mentions hold none, and the note about them goes', async () => {
  const studio = await createStudioFixture();
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  const bare = '1|t|Lead harms mice.\n1|a|Zinc does not.\n';
  await act(async () => studio.commands.openCorpus([new File([bare], 'a.txt')]));
  expect(studio.state.getState().issues.map(({ code }) => code)).toEqual(['not-annotated']);
  fireEvent.click(await screen.findByTitle('Read it as another format…'));
  const dialog = await screen.findByRole('dialog');
  const meaning = await within(dialog).findByRole('combobox', { name: 'A text without mentions is' });
  await waitFor(() => expect(within(dialog).getByRole('status').textContent).toContain('1 issue.'));
  fireEvent.change(meaning, { target: { value: 'negative' } });
  await waitFor(() => expect(within(dialog).getByRole('status').textContent).toContain('0 issues.'));
  await act(async () => {
    fireEvent.click(within(dialog).getByRole('button', { name: 'Read as this format' }));
  });
  await studio.until(({ corpus, issues }) => corpus.kind === 'ready' && issues.length === 0);
});

test('places inside longer words are refused on request, and what that changes of decisions is said', async () => {
  const studio = await createStudioFixture();
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  const row = { instruction: 'Name the drugs.', input: 'ibuprofen helps', output: '[{"entity":"Drug","name":"ibu"}]' };
  await act(async () => studio.commands.openCorpus([new File([JSON.stringify(row)], 'rows.jsonl')]));
  const { rows } = await studio.whole();
  await act(async () => studio.commands.decide([rows[0]?.sample.id ?? ''], 'approved'));
  expect(studio.state.getState().issues.map(({ code }) => code)).toContain('name-within-word');
  fireEvent.click(await screen.findByTitle('Read it as another format…'));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByRole('combobox', { name: 'Format' }), { target: { value: 'jsonl' } });
  fireEvent.click(await within(dialog).findByRole('checkbox', { name: 'Keep only exact names' }));
  await waitFor(() => expect(within(dialog).getByRole('status').textContent).toContain('1 document'));
  await act(async () => {
    fireEvent.click(within(dialog).getByRole('button', { name: 'Read as this format' }));
  });
  await studio.until(({ fileNotice }) => fileNotice?.kind === 'read-again');
  expect((await studio.whole()).rows.map(({ state }) => state)).toEqual(['lost']);
  expect(
    await screen.findByText(
      'rows.jsonl was read as another format. 1 decision is on a text whose annotation is another now: look at it again.',
    ),
  ).toBeTruthy();
});
