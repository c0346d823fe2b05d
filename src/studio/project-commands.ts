import { toFailure } from '../core/failure.ts';
import type { Rescue } from '../storage/open-current.ts';
import type { ProjectList } from '../storage/project-library.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type ProjectCommands = Pick<
  StudioCommands,
  | 'listProjects'
  | 'createProject'
  | 'openProject'
  | 'renameProject'
  | 'duplicateProject'
  | 'trashProject'
  | 'restoreTrashed'
  | 'emptyTrash'
  | 'copyProject'
  | 'copyProjectFile'
  | 'checkProject'
  | 'openProjectFile'
  | 'openTakenIn'
  | 'readDisk'
  | 'persist'
  | 'takeOver'
>;

/** Longer than a tab needs to save what it has; one that is gone or asleep does not answer. */
const TAKE_OVER_MS = 10_000;

export function createProjectCommands(context: StudioContext): ProjectCommands {
  const { get, set, deps } = context;
  const { projects } = deps;

  const run = async (work: () => Promise<ProjectList>): Promise<void> => {
    await guarded(context, async () => {
      set({ projects: await work() });
    });
  };
  const runAndRestart = async (work: () => Promise<unknown>): Promise<void> => {
    await guarded(context, async () => {
      if (!(await settle(context))) return;
      await work();
      await restart(context);
    });
  };

  return {
    listProjects: () =>
      run(async () => {
        const list = await projects.list();
        showRescue(context, list.rescue);
        return list;
      }),
    createProject: (name) => runAndRestart(() => projects.create(name)),
    openProject: (id) => runAndRestart(() => projects.choose(id)),
    renameProject: (id, name) => run(() => projects.rename(id, name)),
    duplicateProject: (id, name) =>
      run(async () => {
        await settle(context);
        return projects.duplicate(id, name);
      }),
    trashProject: (id) =>
      id === get().projects?.currentId ? runAndRestart(() => projects.trash(id)) : run(() => projects.trash(id)),
    restoreTrashed: (id) => run(() => projects.restore(id)),
    emptyTrash: () => run(() => projects.emptyTrash()),
    copyProject: async () => {
      let copy: { readonly name: string; readonly bytes: Uint8Array } | undefined;
      await guarded(context, async () => {
        // On a full disk too: the copy is then of what was saved.
        await settle(context);
        const bytes = await projects.copy();
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
          set({ takenIn: { name: currentName(get().projects), report: { kind: 'whole' }, isOpen: true } });
          return;
        }
        // As far as the damaged file takes it; what it does not take has been called unsaved.
        await settle(context);
        await restart(context);
      }),
    openProjectFile: async (file) => {
      await guarded(context, async () => {
        if (!(await settle(context))) return;
        const name = file.name.replace(/\.[^.]+$/u, '');
        const report = await projects.takeIn(name, new Uint8Array(await file.arrayBuffer()));
        if (report.kind === 'whole') await restart(context);
        else set({ takenIn: { name, report, isOpen: false }, projects: await projects.list() });
      });
    },
    openTakenIn: async () => {
      if (get().takenIn?.isOpen === true) set({ takenIn: undefined });
      else await runAndRestart(async () => undefined);
    },
    readDisk: () =>
      guarded(context, async () => {
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

/** Once: the list says it for as long as the page stands. */
function showRescue({ set, session }: StudioContext, rescue: Rescue | undefined): void {
  if (rescue === undefined || session.isRescueShown) return;
  session.isRescueShown = true;
  if (rescue.kind === 'rescued') set({ takenIn: { name: rescue.name, report: rescue.report, isOpen: true } });
  else set({ projectFailure: rescue.failure });
}

/** True when all that was done so far is on disk. */
export async function settle({ saver, session }: StudioContext): Promise<boolean> {
  await session.corpusTurn;
  return saver.settle();
}

export function currentName(list: ProjectList | undefined): string {
  return list?.projects.find(({ id }) => id === list.currentId)?.name ?? 'project';
}

async function restart({ deps }: StudioContext): Promise<void> {
  await deps.store.close();
  deps.restart();
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
