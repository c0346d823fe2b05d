import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** Rows drawn beyond the frame on either side. */
const OVERSCAN = 12;

export interface FixedRows {
  /** Of the rows to be drawn; the last one lies before the first where there are none. */
  readonly first: number;
  readonly last: number;
  /**
   * Which of the elements that are there draws the row of an index: one that leaves the frame draws the one that comes
   * in, and another list is other words in the same elements.
   */
  readonly slotOf: (index: number) => number;
  readonly scrollTo: (index: number) => void;
}

/**
 * Which rows of one height a scrolling frame shows below its head, which stays at the top. Nothing is kept a row, as a
 * library that measures them does: a million rows would hold the page up.
 */
export function useFixedRows(
  frame: RefObject<HTMLElement | null>,
  {
    list,
    rowHeight,
    headHeight,
  }: { readonly list: ArrayLike<unknown>; readonly rowHeight: number; readonly headHeight: number },
): FixedRows {
  const [view, setView] = useState({ first: 0, shown: 0 });
  // As last read, in pixels: to ask the element in the middle of a change would have the browser lay the page out.
  const known = useRef({ top: 0, height: 0 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const read = (): void => {
      known.current = { top: element.scrollTop, height: element.clientHeight };
      const first = Math.floor(known.current.top / rowHeight);
      const shown = Math.ceil(known.current.height / rowHeight);
      setView((before) => (before.first === first && before.shown === shown ? before : { first, shown }));
    };
    // Within the frame that shows the new place: a task later its rows would be missing in it.
    const onScroll = (): void => {
      flushSync(read);
    };
    // It calls at once too, behind the browser's own layout.
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [frame, rowHeight]);

  const scrollTo = useCallback(
    (index: number) => {
      const element = frame.current;
      if (element === null) return;
      if (known.current.height === 0) known.current = { top: element.scrollTop, height: element.clientHeight };
      const { top, height } = known.current;
      const rowTop = index * rowHeight;
      const rowBottom = headHeight + rowTop + rowHeight;
      const target = rowTop < top ? rowTop : Math.max(top, rowBottom - height);
      if (target === top) return;
      known.current = { top: target, height };
      element.scrollTo({ top: target });
    },
    [frame, rowHeight, headHeight],
  );
  // Another list is drawn in the frame first, and beyond it in a task of its own. A deferred value would not do: a list
  // comes in a transition, in which React defers nothing any more.
  const [drawn, setDrawn] = useState(list);
  useEffect(() => {
    const timer = setTimeout(() => {
      setDrawn(list);
    }, 0);
    return () => {
      clearTimeout(timer);
    };
  }, [list]);
  const overscan = drawn === list ? OVERSCAN : 0;
  const slotCount = view.shown + 2 * OVERSCAN + 1;
  return {
    first: Math.max(0, view.first - overscan),
    last: Math.min(list.length - 1, view.first + view.shown + overscan),
    slotOf: (index) => index % slotCount,
    scrollTo,
  };
}
