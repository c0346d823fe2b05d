import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** Rows drawn beyond the frame on either side. */
const OVERSCAN = 12;
const OVERSCAN_DELAY_MS = 100;
/** Pixels: a frame that grows by fewer draws nothing anew. */
const WIDTH_STEP = 100;

export interface FixedRows {
  /** Of the rows to be drawn; the last one lies before the first where there are none. */
  readonly first: number;
  readonly last: number;
  /** Of the frame in pixels, rounded up to a step. */
  readonly width: number;
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
  const [view, setView] = useState({ first: 0, shown: 0, width: 0 });
  // As last read, in pixels: to ask the element in the middle of a change would have the browser lay the page out.
  const known = useRef({ top: 0, height: 0 });
  const showTop = useCallback(
    (top: number) => {
      const first = Math.floor(top / rowHeight);
      setView((before) => (before.first === first ? before : { ...before, first }));
    },
    [rowHeight],
  );
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    // Within the frame that shows the new place: a task later its rows would be missing in it.
    const onScroll = (): void => {
      known.current.top = element.scrollTop;
      flushSync(() => {
        showTop(known.current.top);
      });
    };
    // It calls at once too, behind the browser's own layout.
    const observer = new ResizeObserver(() => {
      known.current = { top: element.scrollTop, height: element.clientHeight };
      const first = Math.floor(known.current.top / rowHeight);
      const shown = Math.ceil(known.current.height / rowHeight);
      const width = Math.ceil(element.clientWidth / WIDTH_STEP) * WIDTH_STEP;
      setView((before) =>
        before.first === first && before.shown === shown && before.width === width ? before : { first, shown, width },
      );
    });
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [frame, rowHeight, showTop]);

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
      // At once, not at the event: there the rows of this place are laid out already, and would be left for others.
      showTop(target);
      element.scrollTo({ top: target });
    },
    [frame, rowHeight, headHeight, showTop],
  );
  const beyond = usePortions(list, view.shown);
  const slotCount = view.shown + 2 * OVERSCAN + 1;
  return {
    first: Math.max(0, view.first - Math.max(0, beyond)),
    last: Math.min(list.length - 1, view.first + view.shown + beyond),
    width: view.width,
    slotOf: (index) => index % slotCount,
    scrollTo,
  };
}

/**
 * How many rows are drawn beyond the frame, in portions between which the page stays free: none first, and some once what
 * goes with a list has been drawn. Where no rows are there whose elements serve, it is the upper half of the frame before
 * that, and the number below 0. A deferred value would not do: a list comes in a transition, in which React defers nothing.
 */
function usePortions(list: ArrayLike<unknown>, shown: number): number {
  const [drawn, setDrawn] = useState({ list, beyond: OVERSCAN });
  useEffect(() => {
    let whole: ReturnType<typeof setTimeout> | undefined;
    // Behind the frame that draws the first half.
    const frame = requestAnimationFrame(() => {
      whole = setTimeout(() => {
        setDrawn((before) => (before.list.length === 0 ? { list, beyond: 0 } : before));
      }, 0);
    });
    const timer = setTimeout(() => {
      setDrawn({ list, beyond: OVERSCAN });
    }, OVERSCAN_DELAY_MS);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(whole);
      clearTimeout(timer);
    };
  }, [list]);
  if (drawn.list === list) return drawn.beyond;
  return drawn.list.length === 0 ? -Math.floor(shown / 2) : 0;
}
