import { keepDraft } from '../state/keep-draft.ts';
import { saveSetting } from '../state/save-settings.ts';
import type { GuidanceCommands } from '../state/slices/guidance-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

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
    keepReviewView: async (reviewView) => {
      if (reviewView === get().reviewView) return;
      set({ reviewView });
      // A copy that a tab only reads is looked at too, and keeps nothing.
      if (get().storage.kind !== 'read-only') await saveSetting(context, 'reviewView', reviewView);
    },
    setGuidelines: async (guidelines) => {
      set({ guidelines });
      await saveSetting(context, 'guidelines', guidelines);
    },
    keepDraft: (key, text) => keepDraft(context, key, text),
    setCustomKeys: async (customKeys) => {
      set({ customKeys });
      await saveSetting(context, 'customKeys', customKeys);
    },
  };
}
