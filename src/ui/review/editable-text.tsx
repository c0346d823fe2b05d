import { type KeyboardEvent, type PointerEvent, type Ref, useMemo, useRef } from 'react';
import type { TextSelection } from '../../core/annotations/text-selection.ts';
import type { Mention } from '../../core/corpus/corpus.ts';
import { textDirection } from '../../core/text/text-direction.ts';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { segmentStyle, segmentTitle } from '../common/segment-style.ts';
import classes from './annotate.module.css';
import { offsetAtPoint } from './offset-at-point.ts';
import { textPieces } from './text-pieces.ts';

/** What a pointer does in the text; offsets in UTF-16 units, `exact` while Alt asks for single characters. */
export type TextGesture =
  | { readonly kind: 'select'; readonly from: number; readonly to: number; readonly exact: boolean }
  | { readonly kind: 'click'; readonly at: number }
  | { readonly kind: 'drag-edge'; readonly edge: 'start' | 'end'; readonly to: number; readonly exact: boolean }
  | { readonly kind: 'drop-edge' };

export interface EditableTextProps {
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly cues: EntityTypeCues;
  readonly selection: TextSelection | undefined;
  readonly active: Mention | undefined;
  /** Signs of differences, by mention id. */
  readonly signs: ReadonlyMap<string, string>;
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
  const { text, mentions, cues, selection, active, signs, ref, onGesture } = props;
  const pieces = useMemo(() => textPieces(text, mentions, selection), [text, mentions, selection]);
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
      aria-describedby={props.describedBy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      ref={ref}
      dir={textDirection(text)}
      className={classes.text}
      onKeyDown={props.onKeyDown}
      onFocus={props.onFocus}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
    >
      {pieces.map((piece) => {
        const isActive = active !== undefined && piece.lines.some(({ mention }) => mention.id === active.id);
        const state = [
          piece.selected ? classes.selected : '',
          piece.opens ? classes.opens : '',
          piece.closes ? classes.closes : '',
          isActive ? classes.active : '',
        ].join(' ');
        const begins = active !== undefined && active.span.start === piece.start;
        const ends = active !== undefined && active.span.end === piece.end;
        return (
          <span key={piece.start} className={classes.piece}>
            {begins && <span className={classes.handle} data-edge="start" aria-hidden="true" />}
            <span
              data-start={piece.start}
              className={`${piece.lines.length > 0 ? classes.mark : ''} ${state}`}
              style={piece.lines.length > 0 ? segmentStyle(piece, cues) : undefined}
              title={piece.lines.length > 0 ? segmentTitle(piece, text) : undefined}
            >
              {text.slice(piece.start, piece.end)}
            </span>
            {ends && <span className={classes.handle} data-edge="end" aria-hidden="true" />}
            {piece.endings.map((mention) => {
              const cue = cues.get(mention.entityType);
              const sign = signs.get(mention.id);
              return (
                <sub key={mention.id} className={classes.key} style={{ borderColor: cue?.colour }} aria-hidden="true">
                  {sign !== undefined && <b>{sign}</b>}
                  {cue?.key ?? mention.entityType}
                </sub>
              );
            })}
          </span>
        );
      })}
    </div>
  );
}
