import { refreshSamples } from '../state/refresh-samples.ts';
import { restoreProject } from '../projects/restore-project.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Reads again what could not be read; what cannot be read now either is told anew. */
export async function readAgain(context: StudioContext): Promise<void> {
  const { set, session } = context;
  set({ notice: undefined });
  if (session.isRestoreDue) {
    await restoreProject(context);
    return;
  }
  // Every question of the screen is asked again where what is counted has another version.
  await refreshSamples(context, 'ranks');
}
