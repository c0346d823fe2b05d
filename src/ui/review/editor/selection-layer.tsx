import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import type { Span } from '../../../core/text/span.ts';
import classes from '../common/annotate.module.css';
import { type Box, boxesOf } from './boxes-of.ts';

export interface SelectionLayerProps {
  /** What the text is drawn in; both layers lie over all of it. */
  readonly container: RefObject<HTMLElement | null>;
  /** Changes with everything that may move the text's characters, its size apart. */
  readonly drawn: unknown;
  readonly selection: Span | undefined;
  /** Of the mention whose edges can be held. */
  readonly held: Span | undefined;
}

interface Boxes {
  readonly selected: readonly Box[];
  readonly held: readonly Box[];
}

const NO_BOXES: Boxes = { selected: [], held: [] };

/**
 * What is selected in a text, drawn in layers of its own: under the text the selection, over it the edges to hold. The
 * text itself stays as it is drawn, so that a step of the selection lays out and paints a few boxes.
 */
export function SelectionLayer({ container, drawn, selection, held }: SelectionLayerProps) {
  const [boxes, setBoxes] = useState(NO_BOXES);
  const under = useRef<HTMLDivElement>(null);
  const measure = useEffectEvent(() => {
    const element = container.current;
    if (element === null) return;
    const next = { selected: boxesOf(element, selection), held: boxesOf(element, held) };
    setBoxes((before) => (isSameBoxes(before, next) ? before : next));
  });
  useLayoutEffect(() => {
    // Where the text stands is known only once it is laid out.
    // oxlint-disable-next-line react/set-state-in-effect
    measure();
  }, [drawn, selection?.start, selection?.end, held?.start, held?.end]);
  useEffect(() => {
    if (container.current === null) return undefined;
    // Lines may break elsewhere.
    const observer = new ResizeObserver(() => {
      measure();
    });
    observer.observe(container.current);
    return () => {
      observer.disconnect();
    };
  }, [container]);
  useEffect(() => {
    under.current?.firstElementChild?.scrollIntoView({ block: 'nearest' });
  }, [boxes.selected]);
  const first = boxes.held[0];
  const last = boxes.held.at(-1);
  return (
    <>
      <div ref={under} className={classes.under} data-held={held !== undefined || undefined} aria-hidden="true">
        {boxes.selected.map((box, index) => (
          <span
            key={index}
            className={classes.box}
            data-opens={index === 0 || undefined}
            data-closes={index === boxes.selected.length - 1 || undefined}
            style={box}
          />
        ))}
      </div>
      <div className={classes.over} aria-hidden="true">
        {first !== undefined && <EdgeHandle edge="start" box={first} />}
        {last !== undefined && <EdgeHandle edge="end" box={last} />}
      </div>
    </>
  );
}

function EdgeHandle({ edge, box }: { edge: 'start' | 'end'; box: Box }) {
  return (
    <span className={classes.anchor} style={box}>
      <span className={classes.handle} data-edge={edge} />
    </span>
  );
}

function isSameBoxes(one: Boxes, other: Boxes): boolean {
  return isSameList(one.selected, other.selected) && isSameList(one.held, other.held);
}

function isSameList(one: readonly Box[], other: readonly Box[]): boolean {
  return (
    one.length === other.length &&
    one.every((box, index) => {
      const there = other[index];
      return (
        there !== undefined &&
        box.left === there.left &&
        box.top === there.top &&
        box.width === there.width &&
        box.height === there.height
      );
    })
  );
}
