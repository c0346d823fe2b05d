import { toFailure } from '../../core/failure.ts';
import { leaveProject } from './leave-project.ts';
import { currentName } from './project-commands.ts';
import type { StorageKind } from '../../storage/contract/project-store.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Longest wait for the writing tab's copy; it may be busy saving. */
const COPY_MS = 5000;

/** Longer than the tab that takes over needs to start again. */
const HELD_MS = 10_000;

/** From here on this tab answers the others: with a copy of its project, and by letting go of it when asked. */
export function shareProject(context: StudioContext): void {
  const { get, set, deps } = context;
  const giveCopy = async (): Promise<void> => {
    const list = get().projects ?? (await deps.projects.list());
    const bytes = await deps.projects.copy();
    deps.tabs.send({ kind: 'copy', name: currentName(list), bytes });
  };
  const letGo = async (): Promise<void> => {
    // Somebody who is impatient asks twice.
    if (get().isLeaving) return;
    try {
      await leaveProject(context, async () => {
        set({ storage: { kind: 'read-only', why: 'taken-over' } });
        await deps.store.close();
        deps.tabs.send({ kind: 'released' });
        return 'left';
      });
    } catch (thrown) {
      if (toFailure(thrown).code !== 'changes-unsaved') throw thrown;
      // The banner of this tab says what is not saved; the other one has to know that it waits in vain.
      deps.tabs.send({ kind: 'kept' });
      return;
    }
    // The other tab says that it holds the project; one that is gone meanwhile does not.
    await deps.wait(HELD_MS);
    deps.restart();
  };
  const report = (thrown: unknown): void => {
    set({ projectFailure: toFailure(thrown) });
  };
  deps.tabs.listen((message) => {
    const { kind } = get().storage;
    if (message.kind === 'copy-wanted' && kind === 'opfs') giveCopy().catch(report);
    if (message.kind === 'take-over' && kind === 'opfs') letGo().catch(report);
    // Nothing can be read here any more: this tab starts again, as one that shows a copy. Sooner it might be the one to
    // take hold of the project again.
    if (message.kind === 'held' && isTakenOver(get().storage)) deps.restart();
    if (message.kind === 'released' && kind === 'read-only') deps.restart();
    if (message.kind === 'kept' && kind === 'read-only') {
      set({ projectFailure: { code: 'storage-locked', detail: 'the other tab has changes that it cannot save' } });
    }
  });
  if (get().storage.kind === 'opfs') deps.tabs.send({ kind: 'held' });
}

/** In a tab that may only read: puts what the writing tab has in place of the empty project. */
export async function fetchCopy({ deps, set }: StudioContext): Promise<void> {
  const copy = await new Promise<{ name: string; bytes: Uint8Array } | undefined>((resolve) => {
    deps.tabs.listen((message) => {
      if (message.kind === 'copy') resolve(message);
    });
    deps.tabs.send({ kind: 'copy-wanted' });
    void deps.wait(COPY_MS).then(() => {
      resolve(undefined);
    });
  });
  if (copy !== undefined) set({ projects: await deps.projects.show(copy.name, copy.bytes) });
  else set({ projectFailure: { code: 'storage-locked', detail: 'it gave no copy to be shown here' } });
}

function isTakenOver(storage: StorageKind): boolean {
  return storage.kind === 'read-only' && storage.why === 'taken-over';
}
