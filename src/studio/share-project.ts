import { toFailure } from '../core/failure.ts';
import { stopPredicting } from './predict-commands.ts';
import { currentName, settle } from './project-commands.ts';
import { pauseForOtherTab } from './score-commands.ts';
import type { StudioContext } from './studio-context.ts';

/** Longest wait for the writing tab's copy; it may be busy saving. */
const COPY_MS = 5000;

/** From here on this tab answers the others: with a copy of its project, and by letting go of it when asked. */
export function shareProject(context: StudioContext): void {
  const { get, set, deps } = context;
  const giveCopy = async (): Promise<void> => {
    const bytes = await deps.projects.copy();
    deps.tabs.send({ kind: 'copy', name: currentName(get().projects), bytes });
  };
  const letGo = async (): Promise<void> => {
    pauseForOtherTab(context);
    stopPredicting(context);
    if (!(await settle(context))) {
      deps.tabs.send({ kind: 'kept' });
      return;
    }
    set({ storage: { kind: 'read-only', why: 'taken-over' } });
    await deps.store.close();
    deps.tabs.send({ kind: 'released' });
  };
  const report = (thrown: unknown): void => {
    set({ projectFailure: toFailure(thrown) });
  };
  deps.tabs.listen((message) => {
    const { kind } = get().storage;
    if (message.kind === 'copy-wanted' && kind === 'opfs') giveCopy().catch(report);
    if (message.kind === 'take-over' && kind === 'opfs') letGo().catch(report);
    if (message.kind === 'released' && kind === 'read-only') deps.restart();
    if (message.kind === 'kept' && kind === 'read-only') {
      set({ projectFailure: { code: 'storage-locked', detail: 'the other tab has changes that it cannot save' } });
    }
  });
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
}
