import { type KeyboardEvent, type PointerEvent, type Ref, useRef } from 'react';
import { textDirection } from '../../../core/text/text-direction.ts';
import classes from '../common/annotate.module.css';
import { AnnotatedPieces, type AnnotatedPiecesProps } from './annotated-pieces.tsx';
import { offsetAtPoint } from './offset-at-point.ts';

/** What a pointer does in the text; offsets in UTF-16 units, `exact` while Alt asks for single characters. */
export type TextGesture =
  | { readonly kind: 'select'; readonly from: number; readonly to: number; readonly exact: boolean }
  | { readonly kind: 'click'; readonly at: number }
  | { readonly kind: 'drag-edge'; readonly edge: 'start' | 'end'; readonly to: number; readonly exact: boolean }
  | { readonly kind: 'drop-edge' };

export interface EditableTextProps extends AnnotatedPiecesProps {
  readonly describedBy: string;
  readonly ref: Ref<HTMLDivElement>;
  readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void;
  readonly onFocus: () => void;
  readonly onGesture: (gesture: TextGesture) => void;
}

type Drag =
  { readonly kind: 'text'; readonly from: number } | { readonly kind: 'edge'; readonly edge: 'start' | 'end' };

/** The text whose mentions can be changed, with what is selected and the active mention's edges to hold. */
export function EditableText(props: EditableTextProps) {
  const { describedBy, ref, onKeyDown, onFocus, onGesture, ...pieces } = props;
  const drag = useRef<Drag>(undefined);

  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const edge = event.target instanceof HTMLElement ? event.target.dataset['edge'] : undefined;
    const at = offsetAtPoint(event.currentTarget, event.clientX, event.clientY);
    if (edge === 'start' || edge === 'end') drag.current = { kind: 'edge', edge };
    else if (at !== undefined) drag.current = { kind: 'text', from: at };
    if (drag.current !== undefined) event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const to = drag.current && offsetAtPoint(event.currentTarget, event.clientX, event.clientY);
    if (drag.current === undefined || to === undefined) return;
    const exact = event.altKey;
    if (drag.current.kind === 'edge') onGesture({ kind: 'drag-edge', edge: drag.current.edge, to, exact });
    else if (to !== drag.current.from) onGesture({ kind: 'select', from: drag.current.from, to, exact });
  };
  const end = (event: PointerEvent<HTMLDivElement>) => {
    const at = offsetAtPoint(event.currentTarget, event.clientX, event.clientY);
    if (drag.current?.kind === 'edge') onGesture({ kind: 'drop-edge' });
    else if (drag.current !== undefined && at === drag.current.from) onGesture({ kind: 'click', at });
    drag.current = undefined;
  };

  return (
    // It takes letters, digits and arrows as a text field does, which no other role says.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="application"
      aria-label="Text of the sample"
      aria-describedby={describedBy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      ref={ref}
      dir={textDirection(pieces.text)}
      className={classes.text}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
    >
      <AnnotatedPieces {...pieces} />
    </div>
  );
}
