import type { Hold } from './slices/scoring-slice.ts';

export function createHold(): Hold {
  let letGo = (): void => undefined;
  const isOver = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { isOver, letGo };
}

/** Ends the hold of the scoring run, if there is one. */
export function letGo(session: { hold: Hold | undefined }): void {
  session.hold?.letGo();
  session.hold = undefined;
}

/** Waits for as long as the scoring run is to hold. */
export async function passHold(session: { readonly hold: Hold | undefined }): Promise<void> {
  while (session.hold !== undefined) await session.hold.isOver;
}
