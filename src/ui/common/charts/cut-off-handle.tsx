import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatScore } from '../number-format.ts';
import classes from './ifd-histogram.module.css';

export interface CutOffHandleProps {
  readonly cutOff: number;
  /** IFD at the right edge of `frame`; the left edge is 0. */
  readonly end: number;
  readonly frame: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly onChange: ((ifd: number) => void) | undefined;
  readonly onKeepMore: ((count: number) => void) | undefined;
}

/** How many samples a key adds to what is kept; a higher cut-off keeps fewer. */
const samplesByKey: Readonly<Record<string, number>> = {
  ArrowRight: -1,
  ArrowUp: -1,
  ArrowLeft: 1,
  ArrowDown: 1,
  PageUp: -50,
  PageDown: 50,
};

/** The cut-off line: dragged, or moved by arrow keys one sample at a time (ten with Shift). */
export function CutOffHandle({ cutOff, end, frame, onChange, onKeepMore }: CutOffHandleProps) {
  const [dragged, setDragged] = useState<number>();
  const frameRequest = useRef(0);
  const shown = dragged ?? cutOff;
  const x = frame.left + (Math.min(shown, end) / end) * frame.width;

  const move = (event: PointerEvent<SVGGElement>) => {
    if (dragged === undefined || onChange === undefined) return;
    const svg = event.currentTarget.ownerSVGElement;
    if (svg === null) return;
    const offset = event.clientX - svg.getBoundingClientRect().left - frame.left;
    const ifd = Math.min(end, Math.max(0, (offset / frame.width) * end));
    setDragged(ifd);
    // The line follows the pointer at once; the selection is made again once a frame at most.
    cancelAnimationFrame(frameRequest.current);
    frameRequest.current = requestAnimationFrame(() => {
      onChange(ifd);
    });
  };

  const press = (event: KeyboardEvent) => {
    const count = samplesByKey[event.key];
    if (count === undefined) return;
    event.preventDefault();
    onKeepMore?.(event.shiftKey ? count * 10 : count);
  };

  if (onChange === undefined) {
    return <line className={classes.cutOff} x1={x} x2={x} y1={frame.top} y2={frame.top + frame.height} />;
  }
  return (
    <g
      role="slider"
      tabIndex={0}
      aria-label="IFD cut-off"
      aria-valuemin={0}
      aria-valuemax={Number(end.toFixed(3))}
      aria-valuenow={Number(shown.toFixed(3))}
      aria-valuetext={`IFD ${formatScore(shown)}`}
      className={classes.handle}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(cutOff);
      }}
      onPointerMove={move}
      onPointerUp={() => {
        setDragged(undefined);
      }}
      onPointerCancel={() => {
        setDragged(undefined);
      }}
    >
      <rect className={classes.grip} x={x - 8} y={frame.top - 20} width={16} height={frame.height + 20} />
      <line className={classes.cutOff} x1={x} x2={x} y1={frame.top - 2} y2={frame.top + frame.height} />
      <rect className={classes.flag} x={x - 27} y={frame.top - 20} width={54} height={18} rx={3} />
      <text className={classes.flagText} x={x} y={frame.top - 7} textAnchor="middle">
        {formatScore(shown)}
      </text>
    </g>
  );
}
