import { saveSetting } from './save-settings.ts';
import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

type GuidanceCommands = Pick<StudioCommands, 'saveView' | 'deleteView' | 'setGuidelines' | 'setCustomKeys'>;

/** What helps to review and is none of the data: kept in the project, and no step of its history. */
export function createGuidanceCommands(context: StudioContext): GuidanceCommands {
  const { get, set } = context;
  const others = (name: string) => get().savedViews.filter((view) => view.name !== name);
  const putViews = async (savedViews: ReturnType<typeof others>): Promise<void> => {
    set({ savedViews });
    await saveSetting(context, 'savedViews', savedViews);
  };
  return {
    saveView: async (view) => putViews([...others(view.name), view]),
    deleteView: async (name) => putViews(others(name)),
    setGuidelines: async (guidelines) => {
      set({ guidelines });
      await saveSetting(context, 'guidelines', guidelines);
    },
    setCustomKeys: async (customKeys) => {
      set({ customKeys });
      await saveSetting(context, 'customKeys', customKeys);
    },
  };
}
