import { useMemo } from 'react';
import { keyOfLabel } from '../../common/keys/actions.ts';
import { useStudio } from '../../common/studio-context.tsx';

/** Which label a key gives, in the order of the labels; a label without a key is found by typing. */
export type LabelKeys = ReadonlyMap<string, string>;

export function useLabelKeys(entityTypes: readonly string[]): LabelKeys {
  const custom = useStudio((state) => state.customKeys);
  return useMemo(
    () =>
      new Map(
        entityTypes.flatMap((entityType): [string, string][] => {
          const key = keyOfLabel(entityTypes, entityType, custom);
          return key === undefined ? [] : [[key, entityType]];
        }),
      ),
    [entityTypes, custom],
  );
}
