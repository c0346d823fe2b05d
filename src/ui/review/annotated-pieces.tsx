import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { Mention } from '../../core/corpus/corpus.ts';
import type { Span } from '../../core/text/span.ts';
import type { EntityTypeCues } from '../common/entity-types.ts';
import { type HighlightSegment, highlightSegments } from '../common/highlight-segments.ts';
import { segmentStyle, segmentTitle } from '../common/segment-style.ts';
import classes from './annotate.module.css';
import { isSameSegment, type TextBlock, textBlocks } from './text-blocks.ts';
import { textPieces, type TextPiece } from './text-pieces.ts';
import { useIsNear } from './use-is-near.ts';

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
 * in a line, so two of the same width break alike, whatever their mentions are. A long text is drawn in blocks, of
 * which a key press draws those again that it changes.
 */
export function AnnotatedPieces({ text, mentions, cues, selection, active, signs }: AnnotatedPiecesProps) {
  const blocks = useBlocks(text, mentions);
  return blocks.map((block, index) => {
    const touches = (span: Span | undefined) =>
      span !== undefined && span.start <= block.end && block.start <= span.end;
    return (
      <Block
        key={block.start}
        text={text}
        block={block}
        cues={cues}
        signs={signs}
        selection={touches(selection) ? selection : undefined}
        active={touches(active?.span) ? active : undefined}
        isParagraph={blocks.length > 1}
        isFirst={index === 0}
      />
    );
  });
}

/** Blocks that an edit leaves alone stay the same objects. */
function useBlocks(text: string, mentions: readonly Mention[]): readonly TextBlock[] {
  const [last, setLast] = useState<{ text: string; mentions: readonly Mention[]; blocks: readonly TextBlock[] }>();
  const fresh = useMemo(
    () =>
      last?.text === text && last.mentions === mentions
        ? last.blocks
        : textBlocks(text, highlightSegments(text, mentions), last?.text === text ? last.blocks : []),
    [text, mentions, last],
  );
  if (last?.blocks !== fresh) setLast({ text, mentions, blocks: fresh });
  return fresh;
}

type BlockProps = Omit<AnnotatedPiecesProps, 'mentions'> & {
  readonly block: TextBlock;
  /** Of a long text. */
  readonly isParagraph: boolean;
  readonly isFirst: boolean;
};

const Block = memo(function Block(props: BlockProps) {
  return props.isParagraph ? <Paragraph {...props} /> : <Pieces {...props} />;
}, isDrawnAlike);

/** Far from what is in view it is its text alone, which breaks into the same lines. */
function Paragraph(props: BlockProps) {
  const { text, block, selection, isFirst } = props;
  const element = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(element, isFirst);
  const isTouched = selection !== undefined && selection.start < block.end && block.start < selection.end;
  useEffect(() => {
    if (isTouched) element.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'nearest' });
  }, [isTouched, selection?.start, selection?.end]);
  return (
    <div ref={element} className={classes.paragraph} data-start={isNear || isTouched ? undefined : block.start}>
      {isNear || isTouched ? <Pieces {...props} /> : text.slice(block.start, block.end)}
    </div>
  );
}

/** Segments that are drawn again together when one of them changes: about a line of a dense text. */
const SEGMENTS_PER_RUN = 12;

function Pieces({ block, selection, active, ...rest }: BlockProps) {
  const runs = useMemo(
    () =>
      Array.from({ length: Math.ceil(block.segments.length / SEGMENTS_PER_RUN) }, (_, index) =>
        block.segments.slice(index * SEGMENTS_PER_RUN, (index + 1) * SEGMENTS_PER_RUN),
      ),
    [block],
  );
  return runs.map((segments) => {
    const start = segments[0]?.start ?? block.start;
    const end = segments.at(-1)?.end ?? block.end;
    const touches = (span: Span | undefined) => span !== undefined && span.start <= end && start <= span.end;
    return (
      <Run
        key={start}
        text={rest.text}
        cues={rest.cues}
        signs={rest.signs}
        segments={segments}
        selection={touches(selection) ? selection : undefined}
        active={touches(active?.span) ? active : undefined}
      />
    );
  });
}

type RunProps = Omit<AnnotatedPiecesProps, 'mentions'> & { readonly segments: readonly HighlightSegment[] };

const Run = memo(
  RunOfPieces,
  (before, after) =>
    before.text === after.text &&
    before.cues === after.cues &&
    before.selection === after.selection &&
    before.active === after.active &&
    before.segments.length === after.segments.length &&
    after.segments.every((segment, index) => isSameSegment(segment, before.segments[index])) &&
    haveSameSigns(before.signs, after),
);

function RunOfPieces({ text, segments, cues, selection, active, signs }: RunProps) {
  const pieces = textPieces(segments, selection);
  return (
    <>
      {pieces.map((piece) => (
        <span key={piece.start}>
          {active?.span.start === piece.start && <EdgeHandle edge="start" />}
          <span
            data-start={piece.start}
            data-selected={piece.selected || undefined}
            className={classOf(piece, active)}
            style={piece.lines.length > 0 ? segmentStyle(piece, cues) : undefined}
            title={piece.lines.length > 0 ? segmentTitle(piece, text) : undefined}
          >
            {text.slice(piece.start, piece.end)}
          </span>
          {active?.span.end === piece.end && <EdgeHandle edge="end" />}
          {piece.endings.length > 0 && <Keys piece={piece} cues={cues} signs={signs} />}
        </span>
      ))}
    </>
  );
}

/** The signs of a whole text change with every difference; a block has to know of its own. */
function isDrawnAlike(before: BlockProps, after: BlockProps): boolean {
  return (
    before.text === after.text &&
    before.block === after.block &&
    before.isParagraph === after.isParagraph &&
    before.isFirst === after.isFirst &&
    before.cues === after.cues &&
    before.selection === after.selection &&
    before.active === after.active &&
    haveSameSigns(before.signs, { signs: after.signs, segments: after.block.segments })
  );
}

function haveSameSigns(
  before: ReadonlyMap<string, string>,
  { signs, segments }: Pick<RunProps, 'signs' | 'segments'>,
): boolean {
  if (before === signs) return true;
  return segments.every(({ lines }) => lines.every(({ mention }) => before.get(mention.id) === signs.get(mention.id)));
}

function Keys({ piece, cues, signs }: Pick<BlockProps, 'cues' | 'signs'> & { readonly piece: TextPiece }) {
  return (
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
  );
}

function EdgeHandle({ edge }: { edge: 'start' | 'end' }) {
  return (
    <span className={classes.anchor} aria-hidden="true">
      <span className={classes.handle} data-edge={edge} />
    </span>
  );
}

function classOf(piece: TextPiece, active: Mention | undefined): string | undefined {
  const isActive = active !== undefined && piece.lines.some(({ mention }) => mention.id === active.id);
  const names = [
    piece.lines.length > 0 && classes.mark,
    piece.selected && classes.selected,
    piece.opens && classes.opens,
    piece.closes && classes.closes,
    isActive && classes.active,
  ].filter((name) => typeof name === 'string');
  return names.length === 0 ? undefined : names.join(' ');
}
