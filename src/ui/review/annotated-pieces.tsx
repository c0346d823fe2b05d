import { useMemo } from 'react';
import type { Mention } from '../../core/corpus/corpus.ts';
import type { Span } from '../../core/text/span.ts';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { segmentStyle, segmentTitle } from '../common/segment-style.ts';
import classes from './annotate.module.css';
import { textPieces, type TextPiece } from './text-pieces.ts';

export interface AnnotatedPiecesProps {
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly cues: EntityTypeCues;
  readonly selection: Span | undefined;
  /** The mention whose edges can be held. */
  readonly active: Mention | undefined;
  /** Signs of differences, by mention id. */
  readonly signs: ReadonlyMap<string, string>;
}

/**
 * A text with lines under its mentions and the keys of their types above their ends. Nothing but the text takes room
 * in a line, so two of the same width break alike, whatever their mentions are.
 */
export function AnnotatedPieces({ text, mentions, cues, selection, active, signs }: AnnotatedPiecesProps) {
  const pieces = useMemo(() => textPieces(text, mentions, selection), [text, mentions, selection]);
  return pieces.map((piece) => (
    <span key={piece.start}>
      {active?.span.start === piece.start && <EdgeHandle edge="start" />}
      <span
        data-start={piece.start}
        className={classOf(piece, active)}
        style={piece.lines.length > 0 ? segmentStyle(piece, cues) : undefined}
        title={piece.lines.length > 0 ? segmentTitle(piece, text) : undefined}
      >
        {text.slice(piece.start, piece.end)}
      </span>
      {active?.span.end === piece.end && <EdgeHandle edge="end" />}
      {piece.endings.length > 0 && (
        <span className={classes.anchor} aria-hidden="true">
          <span className={classes.keys}>
            {piece.endings.map((mention) => {
              const cue = cues.get(mention.entityType);
              const sign = signs.get(mention.id);
              return (
                <span key={mention.id} className={classes.key} style={{ borderColor: cue?.colour }}>
                  {sign !== undefined && <b>{sign}</b>}
                  {cue?.key ?? mention.entityType}
                </span>
              );
            })}
          </span>
        </span>
      )}
    </span>
  ));
}

function EdgeHandle({ edge }: { edge: 'start' | 'end' }) {
  return (
    <span className={classes.anchor} aria-hidden="true">
      <span className={classes.handle} data-edge={edge} />
    </span>
  );
}

function classOf(piece: TextPiece, active: Mention | undefined): string {
  const isActive = active !== undefined && piece.lines.some(({ mention }) => mention.id === active.id);
  const names = [
    piece.lines.length > 0 && classes.mark,
    piece.selected && classes.selected,
    piece.opens && classes.opens,
    piece.closes && classes.closes,
    isActive && classes.active,
  ];
  return names.filter((name) => typeof name === 'string').join(' ');
}
