import { toFailure } from '../../core/failure.ts';
import type { ModelCommands } from '../state/slices/model-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

export function createModelCommands(context: StudioContext): Pick<ModelCommands, 'listModels' | 'deleteCachedModel'> {
  const { get, set, deps } = context;

  const listModels = async (): Promise<void> => {
    try {
      const [cached, disk] = await Promise.all([deps.models.list(), deps.models.diskUse()]);
      set({ modelCache: { kind: 'ready', cached, disk } });
    } catch (thrown) {
      set({ modelCache: { kind: 'failed', failure: toFailure(thrown) } });
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
        set({ modelCache: { kind: 'failed', failure: toFailure(thrown) } });
        return;
      }
      await listModels();
    },
  };
}
