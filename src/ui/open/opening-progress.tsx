import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import type { StudioState } from '../../studio/state/state.ts';
import { formatBytes, formatCount, formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import classes from './corpus-screen.module.css';

/** Files and bytes done of those that come in, and the way out. */
export function OpeningProgress({ opening }: { opening: Extract<StudioState['corpus'], { kind: 'opening' }> }) {
  const studio = useCommands();
  const building = useStudio((state) => state.building);
  // The thread may need a moment to hear it, or to be ended.
  const [isCancelling, setCancelling] = useState(false);
  const { fileCount, doneCount, totalBytes, doneBytes } = opening;
  if (building !== undefined) return <MakingSamples building={building} />;
  const bytes = totalBytes === 0 ? '' : `, ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  return (
    <div className={classes.opening}>
      <p role="status" className={classes.plain}>
        Reading {formatCount(doneCount)} of {formatNoun(fileCount, 'file')}
        {bytes}…
      </p>
      <Progress
        size="sm"
        value={totalBytes === 0 ? 0 : (100 * doneBytes) / totalBytes}
        aria-label="Bytes read"
        className={classes.openingBar}
      />
      {totalBytes > 0 && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setCancelling(true);
            studio.cancelOpening();
          }}
        >
          {isCancelling ? 'Cancelling…' : 'Cancel'}
        </Button>
      )}
    </div>
  );
}

/** Texts whose samples are made of those there are. */
export function MakingSamples({ building }: { building: NonNullable<StudioState['building']> }) {
  const { doneCount, totalCount } = building;
  return (
    <div className={classes.opening}>
      <p role="status" className={classes.plain}>
        Making samples of {formatCount(doneCount)} of {formatNoun(totalCount, 'text')}…
      </p>
      <Progress
        size="sm"
        value={(100 * doneCount) / Math.max(1, totalCount)}
        aria-label="Texts done"
        className={classes.openingBar}
      />
    </div>
  );
}
