import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { SampleRow } from '../../storage/contract/sample-answers.ts';
import { isAnnotatedState } from '../../core/samples/sample-state.ts';
import type { Studio } from '../../studio/create-studio.ts';
import { sampleCount } from '../../studio/state/selectors.ts';
import { formatCount } from '../common/number-format.ts';
import { Panel } from '../common/layout/panel.tsx';
import { SampleAsSeen } from '../common/text/sample-as-seen.tsx';
import { useStudio } from '../common/studio-context.tsx';
import { useSampleAnswer } from '../common/use-sample-answer.ts';
import classes from './corpus-screen.module.css';

/** One sample exactly as the model will read it, with a way to the others. */
export function OneSample() {
  const count = useStudio(sampleCount);
  const version = useStudio(({ sampleView }) => sampleView?.rowVersion);
  const [wanted, setWanted] = useState<number>();
  const key = version === undefined || count === 0 ? undefined : `${version} ${wanted ?? 'first'}`;
  const row = useSampleAnswer(key, async (samples) => {
    // A positive one says more at first sight.
    const place = wanted ?? (await firstPositive(samples));
    return (await samples.rows([Math.min(place, count - 1)]))[0];
  });
  const sample = row?.sample;
  const index = row?.place ?? 0;
  if (sample === undefined) {
    if (key !== undefined) return null;
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
            {formatCount(index + 1)} of {formatCount(count)}
          </span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Next sample"
            disabled={index === count - 1}
            onClick={() => {
              setWanted(index + 1);
            }}
          >
            <IconChevronRight size={16} />
          </ActionIcon>
        </div>
      }
    >
      <SampleAsSeen instruction={sample.instruction} input={sample.input} answer={answerOf(row)} />
      <p className={classes.dim}>
        Document {sample.documentId}
        {row !== undefined && !isAnnotatedState(row.state) && '. Not annotated: the model does not read it.'}
      </p>
    </Panel>
  );
}

/** Of a text that nobody annotated there is no answer. */
function answerOf(row: SampleRow | undefined): string {
  if (row === undefined) return '';
  return row.state === 'unannotated' && row.sample.mentions.length === 0 ? 'none yet' : row.sample.answer;
}

async function firstPositive(samples: Studio['samples']): Promise<number> {
  const order = { column: 'position', descending: false } as const;
  return (await samples.find({ filter: { kind: 'positive' }, text: '', order }))[0] ?? 0;
}
