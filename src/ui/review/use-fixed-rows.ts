import { type RefObject, useCallback, useEffect, useState } from 'react';

/** Rows drawn beyond the frame on either side. */
const OVERSCAN = 12;

export interface FixedRows {
  /** Of the rows to be drawn; the last one lies before the first where there are none. */
  readonly first: number;
  readonly last: number;
  readonly scrollTo: (index: number) => void;
}

/**
 * Which rows of one height a scrolling frame shows below its head, which stays at the top. Nothing is kept a row, as a
 * library that measures them does: a million rows would hold the page up.
 */
export function useFixedRows(
  frame: RefObject<HTMLElement | null>,
  { count, rowHeight, headHeight }: { readonly count: number; readonly rowHeight: number; readonly headHeight: number },
): FixedRows {
  const [view, setView] = useState({ first: 0, shown: 0 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const read = (): void => {
      const first = Math.floor(element.scrollTop / rowHeight);
      const shown = Math.ceil(element.clientHeight / rowHeight);
      setView((before) => (before.first === first && before.shown === shown ? before : { first, shown }));
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [frame, rowHeight]);

  const scrollTo = useCallback(
    (index: number) => {
      const element = frame.current;
      if (element === null) return;
      const top = index * rowHeight;
      const bottom = headHeight + top + rowHeight;
      if (top < element.scrollTop) element.scrollTo({ top });
      else if (bottom > element.scrollTop + element.clientHeight) {
        element.scrollTo({ top: bottom - element.clientHeight });
      }
    },
    [frame, rowHeight, headHeight],
  );
  return {
    first: Math.max(0, view.first - OVERSCAN),
    last: Math.min(count - 1, view.first + view.shown + OVERSCAN),
    scrollTo,
  };
}
