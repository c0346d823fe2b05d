import { createContext, use, type ReactNode } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { StudioCommands, StudioState } from '../../studio/state.ts';

/** What the screens know of the studio: its state to read and its verbs to call. */
export interface StudioHandle extends StudioCommands {
  readonly state: StoreApi<StudioState>;
}

const StudioContext = createContext<StudioHandle | undefined>(undefined);

export function StudioProvider({ studio, children }: { studio: StudioHandle; children: ReactNode }) {
  return <StudioContext value={studio}>{children}</StudioContext>;
}

/** The studio's commands and store; throws outside a `StudioProvider`. */
export function useCommands(): StudioHandle {
  const studio = use(StudioContext);
  if (studio === undefined) throw new Error('useCommands needs a StudioProvider above it');
  return studio;
}

/** Reads one thing of the state; the component renders again only when that thing changes. */
export function useStudio<T>(selector: (state: StudioState) => T): T {
  return useStore(useCommands().state, selector);
}
