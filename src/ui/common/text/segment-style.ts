import type { CSSProperties } from 'react';
import { cueBackground, type EntityTypeCues } from './entity-types.ts';
import type { HighlightMention, HighlightSegment } from './highlight-segments.ts';

/** Pixels from one stacked line to the next, and of a line itself. */
const laneHeight = 5;
const lineHeight = 3;

/**
 * Lines and soft fill of one segment. Lines are placed from the lower edge of the padding that makes room for them, so
 * that a lane lies at the same height in every segment, whatever the font.
 */
export function segmentStyle(segment: HighlightSegment, cues: EntityTypeCues): CSSProperties {
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

export function segmentTitle(segment: HighlightSegment, text: string): string {
  return segment.lines
    .filter((line) => line.part === 'text')
    .map(({ mention }) => `${mention.entityType}: ${quoteOf(mention, text)}`)
    .join('\n');
}

function quoteOf(mention: HighlightMention, text: string): string {
  return (mention.fragments ?? [mention.span]).map((span) => text.slice(span.start, span.end)).join(' … ');
}
