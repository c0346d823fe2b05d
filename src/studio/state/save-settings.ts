import { savedDrafts } from './slices/drafts.ts';
import type { StudioContext } from './studio-context.ts';
import type { StudioSettings } from './studio-settings.ts';

/** Saves one setting; of several versions in a row, such as a slider makes, the newest. */
export async function saveSetting<K extends keyof StudioSettings>(
  { deps, saver }: StudioContext,
  key: K,
  value: StudioSettings[K],
): Promise<void> {
  await saver.save(`setting ${key}`, () => deps.store.saveSetting(key, value));
}

/** Saves what outlives a corpus, after the project was emptied. */
export async function saveLastingSettings(context: StudioContext): Promise<void> {
  const { device, precision, selectionOptions, author, customKeys, savedViews, guidelines, drafts } = context.get();
  await Promise.all([
    saveSetting(context, 'device', device),
    saveSetting(context, 'precision', precision),
    saveSetting(context, 'selectionOptions', selectionOptions),
    saveSetting(context, 'author', author),
    saveSetting(context, 'customKeys', customKeys),
    saveSetting(context, 'savedViews', savedViews),
    saveSetting(context, 'guidelines', guidelines),
    saveSetting(context, 'drafts', savedDrafts(drafts)),
    saveSetting(context, 'modelSource', context.session.modelSource),
  ]);
}
