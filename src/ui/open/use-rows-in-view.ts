import { useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

/** Up to here all rows are drawn; a thousand files would hold the page up. */
const MAX_DRAWN_ROWS = 60;

const ESTIMATED_ROW_HEIGHT = 46;

export interface RowsInView {
  readonly indices: readonly number[];
  /** Pixels that the rows above and below the drawn ones take. */
  readonly before: number;
  readonly after: number;
  /** A row's `ref`: rows differ in height. */
  readonly measure: (row: HTMLTableRowElement | null) => void;
}

/** Which rows of a table within a scrolling frame have to be drawn. */
export function useRowsInView(frame: RefObject<HTMLElement | null>, count: number): RowsInView {
  const virtualizer = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count,
    enabled: count > MAX_DRAWN_ROWS,
    getScrollElement: () => frame.current,
    estimateSize: () => ESTIMATED_ROW_HEIGHT,
    overscan: 8,
  });
  if (count <= MAX_DRAWN_ROWS) {
    return {
      indices: Array.from({ length: count }, (_, index) => index),
      before: 0,
      after: 0,
      measure: () => undefined,
    };
  }
  const items = virtualizer.getVirtualItems();
  return {
    indices: items.map(({ index }) => index),
    before: items[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0),
    measure: virtualizer.measureElement,
  };
}
