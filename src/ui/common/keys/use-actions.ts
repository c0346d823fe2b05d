import { createContext, use, useEffect, useRef } from 'react';
import { type ActionId, actionIds, keyCap, keyOfAction, pressedKey } from './actions.ts';
import { useReadStudio, useStudio } from '../studio-context.tsx';
import { useKeys } from './use-keys.ts';

export type ActionHandlers = Readonly<Partial<Record<ActionId, () => void>>>;

/** The actions of what is on the screen, for the palette. */
export interface ActionRegistry {
  /** Gives back what takes them out again. */
  readonly add: (handlersNow: () => ActionHandlers) => () => void;
  readonly all: () => ActionHandlers;
}

export function createActionRegistry(): ActionRegistry {
  const sources = new Set<() => ActionHandlers>();
  return {
    add: (source) => {
      sources.add(source);
      return () => {
        sources.delete(source);
      };
    },
    all: () => Object.assign({}, ...Array.from(sources, (source) => source())),
  };
}

export const ActionContext = createContext<ActionRegistry | undefined>(undefined);

/** Puts actions on their keys and into the palette as long as the component is shown. */
export function useActions(handlers: ActionHandlers): void {
  const readStudio = useReadStudio();
  const registry = use(ActionContext);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => registry?.add(() => latest.current), [registry]);
  useKeys((event) => {
    const key = pressedKey(event);
    const { customKeys } = readStudio();
    const id = key === undefined ? undefined : actionIds.find((each) => keyOfAction(each, customKeys) === key);
    const run = id && handlers[id];
    run?.();
    return run !== undefined;
  });
}

/** What is printed on the control of an action. */
export function useKeyCap(id: ActionId): string {
  return keyCap(useStudio((state) => keyOfAction(id, state.customKeys)));
}
