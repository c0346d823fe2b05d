import { createContext, use, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Studio } from '../../studio/create-studio.ts';
import type { StudioState } from '../../studio/state/state.ts';
import type { StudioCommands } from '../../studio/state/studio-commands.ts';

const StudioContext = createContext<Studio | undefined>(undefined);

export function StudioProvider({ studio, children }: { studio: Studio; children: ReactNode }) {
  return <StudioContext value={studio}>{children}</StudioContext>;
}

function useContextStudio(): Studio {
  const studio = use(StudioContext);
  if (studio === undefined) throw new Error('a StudioProvider is missing above this component');
  return studio;
}

/** The verbs of the person. */
export function useCommands(): StudioCommands {
  return useContextStudio().commands;
}

/** Questions about the samples, which lie in the storage thread; they reject with `FailureError`s. */
export function useSamples(): Studio['samples'] {
  return useContextStudio().samples;
}

/** Reads one thing of the state; the component renders again only when that thing changes. */
export function useStudio<T>(selector: (state: StudioState) => T): T {
  return useStore(useContextStudio().state, selector);
}

/** The state at the moment of an event, for handlers; reading it renders nothing. */
export function useReadStudio(): () => StudioState {
  return useContextStudio().state.getState;
}
