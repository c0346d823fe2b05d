import { useMemo, type CSSProperties } from 'react';
import { cueBackground, type EntityTypeCues } from './entity-types.ts';
import { highlightSegments, type HighlightMention, type HighlightSegment } from './highlight-segments.ts';
import classes from './highlighted-text.module.css';

/** Pixels from one stacked line to the next, and of a line itself. */
const laneHeight = 5;
const lineHeight = 3;

/**
 * Lines and soft fill of one segment. Lines are placed from the lower edge of the padding that makes room for them, so
 * that a lane lies at the same height in every segment, whatever the font.
 */
function segmentStyle(segment: HighlightSegment, cues: EntityTypeCues): CSSProperties {
  const deepest = Math.max(0, ...segment.lines.map((line) => line.lane));
  const room = deepest * laneHeight + lineHeight + 1;
  const layers = segment.lines.map(({ mention, lane, part }) => {
    const cue = cues.get(mention.entityType);
    const colour = cue?.colour ?? 'currentColor';
    const fromEdge = `calc(100% - ${(deepest - lane) * laneHeight}px)`;
    return part === 'joint' || cue === undefined
      ? `repeating-linear-gradient(90deg, ${colour} 0 1px, transparent 1px 4px) 0 ${fromEdge} / 100% 1px no-repeat`
      : `${cueBackground(cue)} 0 ${fromEdge} / 100% ${lineHeight}px no-repeat`;
  });
  const inner = segment.lines.find((line) => line.part === 'text');
  const innerCue = inner === undefined ? undefined : cues.get(inner.mention.entityType);
  if (innerCue !== undefined) {
    const soft = `color-mix(in srgb, ${innerCue.colour} 16%, transparent)`;
    layers.push(`linear-gradient(${soft}, ${soft}) 0 0 / 100% calc(100% - ${room}px) no-repeat`);
  }
  return { background: layers.join(', '), paddingBottom: room };
}

function titleOf(segment: HighlightSegment, text: string): string {
  return segment.lines
    .filter((line) => line.part === 'text')
    .map(({ mention }) => `${mention.entityType}: ${quoteOf(mention, text)}`)
    .join('\n');
}

function quoteOf(mention: HighlightMention, text: string): string {
  return (mention.fragments ?? [mention.span]).map((span) => text.slice(span.start, span.end)).join(' … ');
}

export interface HighlightedTextProps {
  readonly text: string;
  readonly mentions: readonly HighlightMention[];
  readonly cues: EntityTypeCues;
}

/**
 * Text with its mentions underlined: colour and pattern say the type, nested mentions stack their lines, the
 * fragments of a discontinuous one are joined by a hairline, and each mention ends in the key of its type.
 */
export function HighlightedText({ text, mentions, cues }: HighlightedTextProps) {
  const segments = useMemo(() => highlightSegments(text, mentions), [text, mentions]);
  return (
    <p className={classes.text}>
      {segments.map((segment) => {
        const words = text.slice(segment.start, segment.end);
        if (segment.lines.length === 0) return <span key={segment.start}>{words}</span>;
        return (
          <span key={segment.start}>
            <mark className={classes.mark} style={segmentStyle(segment, cues)} title={titleOf(segment, text)}>
              {words}
            </mark>
            {segment.endings.map((mention) => {
              const cue = cues.get(mention.entityType);
              return (
                <sub key={mention.id} className={classes.key} style={{ borderColor: cue?.colour }}>
                  <span aria-hidden="true">{cue?.key ?? mention.entityType}</span>
                  <span className={classes.hidden}> ({mention.entityType})</span>
                </sub>
              );
            })}
          </span>
        );
      })}
    </p>
  );
}
