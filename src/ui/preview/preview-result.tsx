import { Slider } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useEntityTypeCues } from '../common/text/entity-types.ts';
import { RunFailure } from '../common/models/model-failure.tsx';
import { HighlightedText } from '../common/text/highlighted-text.tsx';
import { formatCount, formatDuration, formatNoun, formatPercent, formatRate } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { useStudio } from '../common/studio-context.tsx';
import { PredictedMentions } from './predicted-mentions.tsx';
import blocks from '../common/layout/blocks.module.css';
import classes from './preview-screen.module.css';

export interface PreviewResultProps {
  /** The text of the run, which may since have been edited in the box. */
  readonly runningText: string;
  readonly askedTypes: readonly string[];
}

/** Entities as they stream in, placed in the text; then time, raw answer and what could not be placed. */
export function PreviewResult({ runningText, askedTypes }: PreviewResultProps) {
  const preview = useStudio((state) => state.preview);
  const found = preview.kind === 'running' || preview.kind === 'done' ? preview.mentions : undefined;
  const [threshold, setThreshold] = useState(0);
  // A mention that was placed by search has no confidence to be hidden for.
  const shown = useMemo(
    () => (found ?? []).filter(({ confidence }) => confidence === undefined || confidence >= threshold),
    [found, threshold],
  );
  const mentions = useMemo(
    () =>
      shown.map((mention, index) => ({
        id: `${index}`,
        span: { start: mention.start, end: mention.end },
        entityType: mention.entityType,
      })),
    [shown],
  );
  const types = useMemo(
    () => [...askedTypes, ...(found ?? []).map((mention) => mention.entityType)],
    [askedTypes, found],
  );
  const cues = useEntityTypeCues(types);
  if (preview.kind === 'failed') return <RunFailure failure={preview.failure} />;
  if (preview.kind === 'idle') {
    return (
      <Panel title="Entities">
        <p className={classes.plain}>Nothing has been read yet: Run shows the entities here as the model names them.</p>
      </Panel>
    );
  }
  const hiddenCount = (found ?? []).length - shown.length;
  const text = preview.kind === 'done' ? preview.text : runningText;
  return (
    <Panel title="Entities">
      <div className={classes.stack} aria-busy={preview.kind === 'running'}>
        <HighlightedText text={text} mentions={mentions} cues={cues} />
        <p className={classes.plain} role="status">
          {preview.kind === 'running'
            ? `${formatNoun(preview.mentions.length, 'mention')} so far…`
            : `${formatNoun(preview.mentions.length, 'mention')} in ${formatDuration(preview.elapsedMs)}; ${formatNoun(preview.tokenCount, 'token')}, ${formatRate(preview.tokenCount / Math.max(0.001, preview.elapsedMs / 1000))} per second.`}
        </p>
        {preview.kind === 'done' && preview.malformed && (
          <p className={blocks.warning}>The answer is not valid JSON; what could be read of it is shown.</p>
        )}
        {preview.kind === 'done' && preview.stopped && (
          <p className={blocks.warning}>Stopped; what was found until then is shown.</p>
        )}
        {preview.kind === 'done' && preview.cut && (
          <p className={blocks.warning}>The answer was longer than allowed and was cut.</p>
        )}
        {(found ?? []).length > 0 && (
          <div>
            <span className={classes.dim}>
              {hiddenCount === 0
                ? 'Hide mentions below a confidence'
                : `${formatNoun(hiddenCount, 'mention')} below ${formatPercent(threshold)} hidden`}
            </span>
            <Slider
              thumbLabel="Least confidence shown"
              min={0}
              max={100}
              step={1}
              value={100 * threshold}
              label={(value) => formatPercent(value / 100)}
              thumbValueText={(value) => formatPercent(value / 100)}
              onChange={(value) => {
                setThreshold(value / 100);
              }}
            />
          </div>
        )}
        {shown.length > 0 && <PredictedMentions text={text} mentions={shown} cues={cues} />}
        {preview.kind === 'done' && preview.unplaced.length > 0 && (
          <div>
            <h3 className={classes.subtitle}>{formatCount(preview.unplaced.length)} named, but not in the text</h3>
            <ul className={`${blocks.plainList} ${classes.mentions}`}>
              {preview.unplaced.map(({ entity, name }, index) => (
                <li key={index}>
                  <span className={classes.dim}>{entity}</span> {name}
                </li>
              ))}
            </ul>
          </div>
        )}
        <details className={classes.raw}>
          <summary>Raw answer</summary>
          <pre className={blocks.monospaceText}>{preview.raw}</pre>
        </details>
      </div>
    </Panel>
  );
}
