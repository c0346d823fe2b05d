import { type Failure, FailureError } from '../../core/failure.ts';
import { stopPredicting } from '../review/predict-commands.ts';
import { reportNotice } from '../state/report-notice.ts';
import { pauseForOtherTab } from '../score/score-commands.ts';
import type { StudioContext } from '../state/studio-context.ts';

const REFUSED: Failure = { code: 'unexpected', detail: 'it came while this tab was about to let go of the project' };

/**
 * Waits for all that was done so far: acts and imports whose turn has not come, what is announced and what is being
 * saved, and what these bring with them. True when it is on disk.
 */
export async function settle({ saver, session }: StudioContext): Promise<boolean> {
  for (;;) {
    const { corpusTurn, stepTurn } = session;
    await Promise.all([corpusTurn, stepTurn]);
    const isSaved = await saver.settle();
    if (session.corpusTurn === corpusTurn && session.stepTurn === undefined) return isSaved;
  }
}

/** How many changes are in this tab and not on the disk, once all is settled. */
export function unsavedCount({ get }: StudioContext): number {
  const { save } = get();
  return save.kind === 'failed' ? save.changeCount : 0;
}

/** Throws a `FailureError` where something is not on the disk. */
export async function settleOrThrow(context: StudioContext): Promise<void> {
  if (await settle(context)) return;
  throw new FailureError({ code: 'changes-unsaved', changeCount: unsavedCount(context) });
}

/**
 * Takes no act any more, saves what there is and then does the work, which lets go of the project. Where it does not,
 * this tab goes on as before. Throws what the work throws, and a `FailureError` where something cannot be saved.
 */
export async function leaveProject(context: StudioContext, work: () => Promise<'left' | 'stays'>): Promise<void> {
  const { get, set } = context;
  set({ isLeaving: true, refusedCount: 0 });
  let isLeft = false;
  try {
    // What was being scored goes on when the project is opened again.
    pauseForOtherTab(context);
    stopPredicting(context);
    await settleOrThrow(context);
    isLeft = (await work()) === 'left';
  } finally {
    if (!isLeft) {
      set({ isLeaving: false });
      // The banner that said so goes.
      if (get().refusedCount > 0) reportNotice(context, 'act-failed', new FailureError(REFUSED));
    }
  }
}
