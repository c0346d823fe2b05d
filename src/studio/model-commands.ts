import { toFailure } from '../core/failure.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type ModelCommands = Pick<StudioCommands, 'listModels' | 'deleteCachedModel'>;

export function createModelCommands(context: StudioContext): ModelCommands {
  const { get, set, deps, session } = context;

  const listModels = async (): Promise<void> => {
    try {
      const [cached, disk] = await Promise.all([deps.models.list(), deps.models.diskUse()]);
      set({ shelf: { kind: 'ready', cached, disk } });
    } catch (thrown) {
      set({ shelf: { kind: 'failed', failure: toFailure(thrown) } });
    }
  };

  return {
    listModels,
    deleteCachedModel: async ({ name, revision }) => {
      const { model } = get();
      // A download under way would write on behind the deletion.
      if (model.kind === 'loading' && model.source.kind === 'hub' && model.source.name === name) return;
      try {
        await deps.models.delete({ name, revision });
      } catch (thrown) {
        set({ shelf: { kind: 'failed', failure: toFailure(thrown) } });
        return;
      }
      // The next session must not fetch behind the person's back what they have deleted.
      const { modelSource } = session;
      if (modelSource?.kind === 'hub' && modelSource.name === name && modelSource.revision === revision) {
        session.modelSource = undefined;
        await saveSetting(context, 'modelSource', undefined);
      }
      await listModels();
    },
  };
}
