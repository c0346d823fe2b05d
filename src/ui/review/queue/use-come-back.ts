import { useMemo, useRef } from 'react';

/** Where the keys come back to while a new type makes all samples anew, and the workbench with them. */
export interface ComeBack {
  readonly ask: (sampleId: string) => void;
  readonly sampleId: () => string | undefined;
  /** True once after `ask`. */
  readonly take: () => boolean;
}

export function useComeBack(): ComeBack {
  const asked = useRef<string>(undefined);
  return useMemo(
    () => ({
      ask: (sampleId) => {
        asked.current = sampleId;
      },
      sampleId: () => asked.current,
      take: () => {
        const isAsked = asked.current !== undefined;
        asked.current = undefined;
        return isAsked;
      },
    }),
    [],
  );
}
