import { useMemo } from 'react';
import type { EntityTypeCues } from './entity-types.ts';
import { highlightSegments, type HighlightMention } from './highlight-segments.ts';
import classes from './highlighted-text.module.css';
import { segmentStyle, segmentTitle } from './segment-style.ts';

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
            <mark className={classes.mark} style={segmentStyle(segment, cues)} title={segmentTitle(segment, text)}>
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
