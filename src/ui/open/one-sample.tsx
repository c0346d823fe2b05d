import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { formatCount } from '../common/number-format.ts';
import { Panel } from '../common/panel.tsx';
import { SampleAsSeen } from '../common/sample-as-seen.tsx';
import { useStudio } from '../common/studio-context.tsx';
import classes from './corpus-screen.module.css';

/** One sample exactly as the model will read it, with a way to the others. */
export function OneSample() {
  const samples = useStudio((state) => state.samples);
  const [wanted, setWanted] = useState<number>();
  // A positive one says more at first sight.
  const first = Math.max(
    0,
    samples.findIndex((sample) => sample.mentions.length > 0),
  );
  const index = Math.min(wanted ?? first, samples.length - 1);
  const sample = samples[index];
  if (sample === undefined) {
    return (
      <Panel title="As the model reads it">
        <p className={classes.plain}>No sample can be made of this corpus with these settings.</p>
      </Panel>
    );
  }
  return (
    <Panel
      title="As the model reads it"
      actions={
        <div className={classes.pager}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Previous sample"
            disabled={index === 0}
            onClick={() => {
              setWanted(index - 1);
            }}
          >
            <IconChevronLeft size={16} />
          </ActionIcon>
          <span>
            {formatCount(index + 1)} of {formatCount(samples.length)}
          </span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Next sample"
            disabled={index === samples.length - 1}
            onClick={() => {
              setWanted(index + 1);
            }}
          >
            <IconChevronRight size={16} />
          </ActionIcon>
        </div>
      }
    >
      <SampleAsSeen instruction={sample.instruction} input={sample.input} answer={sample.answer} />
      <p className={classes.dim}>Document {sample.documentId}</p>
    </Panel>
  );
}
