import { beforeEach, describe, expect, it } from 'vitest';
import { createStudioFixture, pubtatorFile, type StudioFixture } from '../../testing/studio/studio-fixture.ts';

/** Without a disk, as in a private window. */
let studio: StudioFixture;
beforeEach(async () => {
  studio = await createStudioFixture();
  await studio.restore();
});

async function copyOf({ commands }: StudioFixture): Promise<File> {
  const copy = await commands.copyProject();
  if (copy === undefined) throw new Error('there is no copy');
  return new File([new Uint8Array(copy.bytes)], 'brought.sqlite3');
}

/** Of another tab, with one decision in it. */
async function broughtFile(): Promise<File> {
  const other = await createStudioFixture();
  await other.commands.openCorpus([pubtatorFile('other.txt')]);
  await other.commands.decide([(await other.whole()).samples[0]?.id ?? ''], 'approved');
  return copyOf(other);
}

describe('a project file that is opened where nothing is kept on disk', () => {
  it('is shown in the page that is there, which a new start would empty', async () => {
    await studio.commands.openProjectFile(await broughtFile());
    const { corpus, decisions, projects, importedProject, projectFailure } = studio.state.getState();
    expect(corpus).toMatchObject({ kind: 'ready', sources: [{ file: 'other.txt' }] });
    expect(decisions.size).toBe(1);
    expect(projects?.projects.map(({ name }) => name)).toEqual(['brought']);
    expect({ importedProject, projectFailure }).toEqual({ importedProject: undefined, projectFailure: undefined });
    expect(studio.restartCount()).toBe(0);
    await studio.commands.undo();
    expect(studio.state.getState().decisions.size).toBe(0);
    const again = await createStudioFixture();
    await again.commands.openProjectFile(await copyOf(studio));
    expect(again.state.getState()).toMatchObject({ corpus: { kind: 'ready' }, redo: [{ label: 'Approve 1 sample' }] });
  });

  it('waits for a yes while something that was done is in no saved copy', async () => {
    await studio.commands.openCorpus([pubtatorFile('own.txt')]);
    await studio.commands.openProjectFile(await broughtFile());
    expect(studio.state.getState()).toMatchObject({
      corpus: { sources: [{ file: 'own.txt' }] },
      importedProject: { name: 'brought', report: { kind: 'whole' }, isOpen: false },
    });
    studio.commands.leaveImportedProject();
    await copyOf(studio);
    expect(studio.state.getState()).toMatchObject({ importedProject: undefined, hasUncopiedWork: false });
    await studio.commands.decide([(await studio.whole()).samples[0]?.id ?? ''], 'rejected');
    await studio.commands.openProjectFile(await broughtFile());
    await studio.commands.openImportedProject();
    expect(studio.state.getState()).toMatchObject({
      corpus: { sources: [{ file: 'other.txt' }] },
      importedProject: undefined,
      hasUncopiedWork: false,
      undo: [{ label: 'Approve 1 sample' }],
    });
  });

  it('is merged into what is open there', async () => {
    await studio.commands.openProjectFile(await broughtFile());
    const other = await createStudioFixture();
    await other.commands.openProjectFile(await copyOf(studio));
    await other.commands.note((await other.whole()).samples[1]?.id ?? '', 'why?');
    await studio.commands.setAuthor('Ann');
    await studio.commands.mergeProjectFile(await copyOf(other));
    expect(studio.state.getState()).toMatchObject({ mergeReport: { noteCount: 1 }, projectFailure: undefined });
  });

  it('that is none leaves everything as it is', async () => {
    await studio.commands.openCorpus([pubtatorFile('own.txt')]);
    await studio.commands.openProjectFile(new File(['no project'], 'brought.sqlite3'));
    expect(studio.state.getState()).toMatchObject({
      corpus: { sources: [{ file: 'own.txt' }] },
      projectFailure: { code: 'not-a-project' },
    });
  });
});
