import { Fragment, memo, useMemo, useRef, useState } from 'react';
import type { Mention } from '../../../core/corpus/corpus.ts';
import type { Span } from '../../../core/text/span.ts';
import type { EntityTypeCues } from '../../common/text/entity-types.ts';
import type { HighlightSegment } from '../../common/text/highlight-segments.ts';
import { segmentStyle, segmentTitle } from '../../common/text/segment-style.ts';
import classes from '../common/annotate.module.css';
import { SelectionLayer } from './selection-layer.tsx';
import { isSameSegment, type TextBlock, textBlocks } from './text-blocks.ts';
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
 * which an edit draws those again that it changes; what is selected lies in layers of its own.
 */
export function AnnotatedPieces({ text, mentions, cues, selection, active, signs }: AnnotatedPiecesProps) {
  const blocks = useBlocks(text, mentions);
  return blocks.map((block, index) => {
    const touches = (span: Span | undefined) => span !== undefined && span.start < block.end && block.start < span.end;
    return (
      <Block
        key={block.start}
        text={text}
        block={block}
        cues={cues}
        signs={signs}
        selection={touches(selection) ? selection : undefined}
        held={touches(active?.span) ? active?.span : undefined}
        isLong={blocks.length > 1}
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
        : textBlocks(text, mentions, last?.text === text ? last.blocks : []),
    [text, mentions, last],
  );
  if (last?.blocks !== fresh) setLast({ text, mentions, blocks: fresh });
  return fresh;
}

interface BlockProps extends PiecesProps {
  readonly selection: Span | undefined;
  readonly held: Span | undefined;
  /** One of several. */
  readonly isLong: boolean;
  readonly isFirst: boolean;
}

/** Far from what is in view it is its text alone, which breaks into the same lines. */
const Block = memo(function Block({ selection, held, isLong, isFirst, ...pieces }: BlockProps) {
  const { text, block } = pieces;
  const outer = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(outer, isFirst);
  const isDrawn = isNear || !isLong || selection !== undefined;
  return (
    <div ref={outer} className={isLong ? `${classes.paragraph} ${classes.long}` : classes.paragraph}>
      <div ref={content} data-start={isDrawn ? undefined : block.start}>
        {isDrawn ? <Pieces {...pieces} /> : text.slice(block.start, block.end)}
      </div>
      {(selection !== undefined || held !== undefined) && (
        <SelectionLayer container={content} drawn={block} selection={selection} held={held} />
      )}
    </div>
  );
}, isDrawnAlike);

/**
 * Segments that begin in the same stretch of the text are drawn again together when one of them changes: about a line.
 * By their places and not by their number, so that one more of them moves none to another run.
 */
const CHARACTERS_PER_RUN = 80;

type PiecesProps = Omit<RunProps, 'segments'> & { readonly block: TextBlock };

const Pieces = memo(function Pieces({ block, ...rest }: PiecesProps) {
  const runs = useMemo(() => runsOf(block), [block]);
  return [...runs].map(([run, segments]) => <Run key={run} {...rest} segments={segments} />);
}, arePiecesAlike);

function runsOf({ segments }: TextBlock): ReadonlyMap<number, readonly HighlightSegment[]> {
  const runs = new Map<number, HighlightSegment[]>();
  for (const segment of segments) {
    const run = Math.floor(segment.start / CHARACTERS_PER_RUN);
    const known = runs.get(run);
    if (known === undefined) runs.set(run, [segment]);
    else known.push(segment);
  }
  return runs;
}

interface RunProps {
  readonly text: string;
  readonly segments: readonly HighlightSegment[];
  readonly cues: EntityTypeCues;
  readonly signs: ReadonlyMap<string, string>;
}

const Run = memo(
  RunOfPieces,
  (before, after) =>
    before.text === after.text &&
    before.cues === after.cues &&
    before.segments.length === after.segments.length &&
    after.segments.every((segment, index) => isSameSegment(segment, before.segments[index])) &&
    haveSameSigns(before.signs, after),
);

function RunOfPieces({ text, segments, cues, signs }: RunProps) {
  return segments.map((segment) => (
    <Fragment key={segment.start}>
      <span
        data-start={segment.start}
        className={segment.lines.length > 0 ? classes.mark : undefined}
        style={segment.lines.length > 0 ? segmentStyle(segment, cues) : undefined}
        title={segment.lines.length > 0 ? segmentTitle(segment, text) : undefined}
      >
        {text.slice(segment.start, segment.end)}
      </span>
      <Keys segment={segment} cues={cues} signs={signs} />
    </Fragment>
  ));
}

/** The signs of a whole text change with every difference; a block has to know of its own. */
function arePiecesAlike(before: PiecesProps, after: PiecesProps): boolean {
  return (
    before.text === after.text &&
    before.block === after.block &&
    before.cues === after.cues &&
    haveSameSigns(before.signs, { signs: after.signs, segments: after.block.segments })
  );
}

function isDrawnAlike(before: BlockProps, after: BlockProps): boolean {
  return (
    before.isLong === after.isLong &&
    before.isFirst === after.isFirst &&
    before.selection === after.selection &&
    before.held === after.held &&
    arePiecesAlike(before, after)
  );
}

function haveSameSigns(
  before: ReadonlyMap<string, string>,
  { signs, segments }: Pick<RunProps, 'signs' | 'segments'>,
): boolean {
  if (before === signs) return true;
  return segments.every(({ lines }) => lines.every(({ mention }) => before.get(mention.id) === signs.get(mention.id)));
}

/** Keys take no room, so each stands at its own mention's end and not behind the outer ones. */
function Keys({ segment, cues, signs }: Pick<RunProps, 'cues' | 'signs'> & { readonly segment: HighlightSegment }) {
  const ending = segment.lines.filter(({ mention }) => mention.span.end === segment.end);
  if (ending.length === 0) return null;
  return (
    <span className={classes.anchor} aria-hidden="true">
      <span className={classes.keys}>
        {ending.map(({ mention }) => {
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
