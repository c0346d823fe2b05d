import { useEffect } from 'react';
import type { ColumnId } from '../../studio/columns.ts';
import { useCommands } from '../common/studio-context.tsx';

const MODEL = 'model:';

/** Brings the answers of a model into memory while its column is looked at; of other columns there is nothing to bring. */
export function usePredictionsOf(column: ColumnId | 'none'): void {
  const studio = useCommands();
  useEffect(() => {
    if (column.startsWith(MODEL)) void studio.readPredictions(column.slice(MODEL.length));
  }, [studio, column]);
}
