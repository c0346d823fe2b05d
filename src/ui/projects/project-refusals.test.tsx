import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { openBytes, readBytes } from '../../storage/database/database-bytes.ts';
import { MIGRATIONS } from '../../storage/database/schema.ts';
import { sealedCopy } from '../../storage/database/seal.ts';
import { loadNodeSqlite } from '../../testing/storage/node-sqlite.ts';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';
import { StudioApp } from '../studio-app.tsx';

const sqlite = await loadNodeSqlite();
let studio: StudioFixture;

beforeEach(async () => {
  window.location.hash = '';
  await openApp(await createStudioFixture());
  await act(async () => studio.commands.openCorpus([pubtatorFile()]));
});

async function openApp(opened: StudioFixture): Promise<void> {
  studio = opened;
  render(<StudioApp studio={studio} saveFile={() => undefined} />);
  await act(async () => studio.restore());
}

async function savedCopy(): Promise<Uint8Array<ArrayBuffer>> {
  const copy = await studio.commands.copyProject();
  if (copy === undefined) throw new Error('there is no copy');
  return new Uint8Array(copy.bytes);
}

/** As a drop on the window does, and until nothing on the screen is under way. */
async function drop(bytes: Uint8Array<ArrayBuffer>): Promise<HTMLElement> {
  await act(async () => {
    await studio.commands.openProjectFile(new File([bytes], 'brought.sqlite3'));
  });
  await act(async () => {
    await studio.until(({ disk }) => disk !== undefined);
  });
  return within(screen.getByRole('dialog', { name: 'Projects' })).getByRole('alert');
}

test('a project of a newer studio is refused with both versions, and what is open stays', async () => {
  const db = openBytes(sqlite, await savedCopy());
  const newer = MIGRATIONS.length + 7;
  db.exec(`PRAGMA user_version = ${newer}`);
  const bytes = new Uint8Array(await sealedCopy(sqlite, db));
  db.close();
  const alert = await drop(bytes);
  expect(alert.textContent).toContain('project-newer');
  expect(alert.textContent).toContain(`version ${newer} of its file; this studio reads up to ${MIGRATIONS.length}`);
  expect(studio.state.getState().corpus.kind).toBe('ready');
});

test('a file that is no project is refused, and the refusal stays until it is read', async () => {
  const foreign = new sqlite.oo1.DB(':memory:');
  foreign.exec('CREATE TABLE song (name TEXT)');
  const bytes = new Uint8Array(readBytes(sqlite, foreign));
  foreign.close();
  const alert = await drop(bytes);
  expect(alert.textContent).toContain('it is an SQLite database of another program');
  await act(async () => studio.commands.listProjects());
  expect(screen.getByRole('dialog', { name: 'Projects' }).contains(alert)).toBe(true);
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  });
  expect(studio.state.getState().projectFailure).toBeUndefined();
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a project of which nothing can be read is refused, with what SQLite said', async () => {
  const bytes = await savedCopy();
  // The file's marks stay: it is known for a project, but there is nothing in it.
  bytes.fill(0xa5, 100);
  const alert = await drop(bytes);
  expect(alert.textContent).toContain('project-damaged');
  expect(alert.textContent).toContain('The file and other projects were not changed.');
});

test('a project of this browser that is lost says so at the start, and until it is read', async () => {
  const bytes = await savedCopy();
  bytes.fill(0xa5, 100);
  cleanup();
  await openApp(await createStudioFixture({ db: openBytes(sqlite, bytes), storage: { kind: 'opfs' } }));
  await act(async () => {
    await studio.until(({ disk }) => disk !== undefined);
  });
  const dialog = screen.getByRole('dialog', { name: 'Projects' });
  const alert = within(dialog).getByRole('alert').textContent;
  expect(alert).toContain('“Untitled project (damaged)” on this browser’s disk is damaged');
  expect(alert).toContain('An empty project is open instead.');
  expect(within(dialog).getByRole('textbox', { name: 'Name of Untitled project (damaged)' })).toBeTruthy();
});
