import { toFailure } from '../../core/failure.ts';
import type { Notice } from './slices/saving-slice.ts';
import type { StudioContext } from './studio-context.ts';

/**
 * Says that an act was not done, or that something could not be read; it stands until the person has read it or it is
 * done again. How things stand with saving is another matter, which the saver alone says.
 */
export function reportNotice({ get, set }: StudioContext, code: Notice['code'], thrown: unknown): void {
  const cause = toFailure(thrown);
  // A project that this tab lets go of cannot be read any more, and need not be: the page starts again.
  if (cause.code === 'cancelled' || get().isLeaving) return;
  set({ notice: { code, detail: 'detail' in cause ? cause.detail : cause.code } });
}
