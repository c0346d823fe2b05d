import { toFailure } from '../../core/failure.ts';
import type { Rescue } from '../../storage/recovery/open-current.ts';
import type { ProjectList } from '../../storage/library/project-library.ts';
import { DEMONSTRATION_PROJECT } from '../corpus/demonstration.ts';
import { inCorpusTurn } from '../corpus/corpus-turn.ts';
import { forgetProject } from './forget-project.ts';
import { leaveProject, settle, settleOrThrow, unsavedCount } from './leave-project.ts';
import { stopPredicting } from '../review/predict-commands.ts';
import { readProject } from './restore-project.ts';
import { stopScoring } from '../score/score-commands.ts';
import type { ProjectsCommands } from '../state/slices/projects-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Longer than a tab needs to save what it has; one that is gone or asleep does not answer. */
const TAKE_OVER_MS = 10_000;

export function createProjectCommands(context: StudioContext): ProjectsCommands {
  const { get, set, deps } = context;
  const { projects } = deps;

  const run = async (work: () => Promise<ProjectList>): Promise<void> => {
    await guarded(context, async () => {
      set({ projects: await work() });
    });
  };
  const runAndRestart = async (work: () => Promise<unknown>): Promise<void> => {
    await guarded(context, () =>
      leaveProject(context, async () => {
        await work();
        return restart(context);
      }),
    );
  };

  return {
    listProjects: () =>
      reading(context, async () => {
        const list = await projects.list();
        showRescue(context, list.rescue);
        set({ projects: list });
      }),
    createProject: (name) => runAndRestart(() => projects.create(name)),
    openProject: (id) => runAndRestart(() => projects.choose(id)),
    renameProject: (id, name) => run(() => projects.rename(id, name)),
    duplicateProject: (id, name) =>
      guarded(context, async () => {
        const isWhole = id !== get().projects?.currentId || (await settle(context));
        set({ projects: await projects.duplicate(id, name) });
        if (!isWhole) sayIncomplete(context);
      }),
    trashProject: (id) =>
      id === get().projects?.currentId ? runAndRestart(() => projects.trash(id)) : run(() => projects.trash(id)),
    restoreTrashed: (id) => run(() => projects.restore(id)),
    emptyTrash: () => run(() => projects.emptyTrash()),
    copyProject: async () => {
      let copy: { readonly name: string; readonly bytes: Uint8Array } | undefined;
      await guarded(context, async () => {
        // On a full disk too: the copy is then of what was saved.
        const isWhole = await settle(context);
        const bytes = await copyOpen(context);
        if (!isWhole) sayIncomplete(context);
        copy = { name: `${fileName(currentName(get().projects))}.sqlite3`, bytes };
      });
      return copy;
    },
    copyProjectFile: async (id) => {
      let copy: { readonly name: string; readonly bytes: Uint8Array } | undefined;
      await guarded(context, async () => {
        const name = get().projects?.projects.find((project) => project.id === id)?.name ?? 'project';
        copy = { name: `${fileName(name)}.sqlite3`, bytes: await projects.fileOf(id) };
      });
      return copy;
    },
    checkProject: () =>
      guarded(context, async () => {
        if ((await projects.check()) === undefined) {
          set({ importedProject: { name: currentName(get().projects), report: { kind: 'whole' }, isOpen: true } });
          return;
        }
        // As far as the damaged file takes it; what it does not take has been called unsaved.
        await settle(context);
        await restart(context);
      }),
    openProjectFile: async (file) => {
      await guarded(context, async () => {
        const name = file.name.replace(/\.[^.]+$/u, '');
        await settleOrThrow(context);
        // Before this tab lets go of what it does: a file may be refused.
        const report = await projects.takeIn(name, new Uint8Array(await file.arrayBuffer()));
        if (report.kind === 'whole' && !get().hasUncopiedWork) await leaveProject(context, () => restart(context));
        else set({ importedProject: { name, report, isOpen: false }, projects: await projects.list() });
      });
    },
    openImportedProject: async () => {
      if (get().importedProject?.isOpen === true) set({ importedProject: undefined });
      else await runAndRestart(async () => undefined);
    },
    leaveImportedProject: () => {
      set({ importedProject: undefined });
    },
    dismissProjectFailure: () => {
      set({ projectFailure: undefined });
    },
    readDisk: () =>
      reading(context, async () => {
        set({ disk: await deps.disk.read() });
      }),
    persist: () =>
      guarded(context, async () => {
        set({ persistGranted: await deps.disk.persist() });
        set({ disk: await deps.disk.read() });
      }),
    takeOver: async () => {
      set({ projectFailure: undefined });
      deps.tabs.send({ kind: 'take-over' });
      await deps.wait(TAKE_OVER_MS);
      // A tab that kept the project has said why; one that said nothing may be gone.
      if (get().projectFailure === undefined) deps.restart();
    },
  };
}

/**
 * The project of the demonstration corpus, which the page starts again with: the one that is there, or a new one.
 * Without a disk there is one project only, and it stays.
 */
export async function chooseDemonstration(context: StudioContext): Promise<void> {
  const { projects, store, restart: startAgain } = context.deps;
  if (context.get().storage.kind !== 'opfs') return;
  await guarded(context, () =>
    leaveProject(context, async () => {
      const known = (await projects.list()).projects.find(
        ({ name, trashedAtMs }) => name === DEMONSTRATION_PROJECT && trashedAtMs === undefined,
      );
      if (known === undefined) await projects.create(DEMONSTRATION_PROJECT);
      else await projects.choose(known.id);
      await store.close();
      startAgain('demonstration');
      return 'left';
    }),
  );
}

/** Once: the list says it for as long as the page stands. */
function showRescue({ set, session }: StudioContext, rescue: Rescue | undefined): void {
  if (rescue === undefined || session.isRescueShown) return;
  session.isRescueShown = true;
  switch (rescue.kind) {
    case 'rescued':
      set({ importedProject: { name: rescue.name, report: rescue.report, isOpen: true } });
      break;
    case 'lost': {
      const { name, failure } = rescue;
      const detail = 'detail' in failure ? failure.detail : failure.code;
      set({ projectFailure: { code: 'project-lost', name, detail } });
      break;
    }
    case 'left':
      set({ projectFailure: rescue.failure });
      break;
    default:
      rescue satisfies never;
  }
}

export function currentName(list: ProjectList | undefined): string {
  return list?.projects.find(({ id }) => id === list.currentId)?.name ?? 'project';
}

async function copyOpen({ get, set, deps }: StudioContext): Promise<Uint8Array> {
  const { hasUncopiedWork } = get();
  // Before and not behind it: what is done while the copy is being made is not in it.
  set({ hasUncopiedWork: false });
  try {
    return await deps.projects.copy();
  } catch (thrown) {
    set({ hasUncopiedWork });
    throw thrown;
  }
}

/** A copy that lacks something is worth having, but not without a word. */
function sayIncomplete(context: StudioContext): void {
  context.set({ projectFailure: { code: 'copy-incomplete', changeCount: unsavedCount(context) } });
}

/** Says whether this page has another project now, or has ended for it. */
async function restart(context: StudioContext): Promise<'left' | 'stays'> {
  const { get, deps } = context;
  if (get().storage.kind === 'memory') {
    await reopen(context);
    return 'stays';
  }
  await deps.store.close();
  deps.restart();
  return 'left';
}

/** A page that starts again has nothing of what was in memory: what was chosen is shown in this one. */
async function reopen(context: StudioContext): Promise<void> {
  const { set, deps, saver } = context;
  await inCorpusTurn(context, async () => {
    stopScoring(context);
    stopPredicting(context);
    await saver.drop();
    const projects = await deps.projects.reopen();
    forgetProject(context);
    set({ projects, importedProject: undefined });
    await readProject(context);
    set({ hasUncopiedWork: false });
  });
}

/** What is read for the screen alone says nothing of the acts before it: why one of them failed stays to be read. */
async function reading({ get, set }: StudioContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    set({ projectFailure: get().projectFailure ?? toFailure(thrown) });
  }
}

async function guarded({ set }: StudioContext, work: () => Promise<void>): Promise<void> {
  set({ projectFailure: undefined });
  try {
    await work();
  } catch (thrown) {
    set({ projectFailure: toFailure(thrown) });
  }
}

/** What file systems do not take in a name becomes a dash. */
function fileName(name: string): string {
  return name.replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, '-').trim() || 'project';
}
