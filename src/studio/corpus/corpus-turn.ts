import type { StudioContext } from '../state/studio-context.ts';

/** Commands that change the corpus are done one after the other; resolves when this one is done. */
export async function inCorpusTurn<T>({ session }: StudioContext, work: () => Promise<T>): Promise<T> {
  const turn = session.corpusTurn.then(work);
  // The next one waits for the end alone; a failure is told to whoever asked, below.
  session.corpusTurn = turn.catch(() => undefined);
  return turn;
}
