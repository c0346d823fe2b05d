import { type DraftKey, putDraft, savedDrafts } from './slices/drafts.ts';
import { saveSetting } from './save-settings.ts';
import type { StudioContext } from './studio-context.ts';

/** In a tab that may only read a draft lasts as long as the tab. */
export async function keepDraft(context: StudioContext, key: DraftKey, text: string | undefined): Promise<void> {
  const before = context.get().drafts;
  if (before[key] === text) return;
  const drafts = putDraft(before, key, text);
  context.set({ drafts });
  if (key !== 'preview') await saveSetting(context, 'drafts', savedDrafts(drafts));
}
