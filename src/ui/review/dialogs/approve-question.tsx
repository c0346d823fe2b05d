import { Button } from '@mantine/core';
import type { SampleRow } from '../../../storage/contract/sample-answers.ts';
import { isAnnotatedState } from '../../../core/samples/sample-state.ts';
import { describeGap } from '../../../core/selection/describe-reason.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { formatNoun } from '../../common/number-format.ts';
import { useStudio } from '../../common/studio-context.tsx';
import classes from '../common/annotate.module.css';

export interface ApproveQuestionProps {
  readonly row: SampleRow;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Asks before a sample that is not annotated is approved; Enter says yes, Esc leaves it as it is. */
export function ApproveQuestion({ row, onYes, onClose }: ApproveQuestionProps) {
  const { sample, state } = row;
  const types = useStudio(({ sampleOptions }) => sampleOptions.entityTypes);
  const count = sample.mentions.length;
  const why = isAnnotatedState(state) ? '' : describeGap(state);
  return (
    <Dialog opened onClose={onClose} title={count === 0 ? 'Nothing here?' : 'Is the annotation complete?'}>
      <p>
        Not annotated: {why}. Approved, the sample goes out and teaches{' '}
        {count === 0
          ? `that the text holds no ${types.join(' and no ') || 'entity'}.`
          : `that the text holds ${formatNoun(count, 'mention')}, and nothing else.`}
      </p>
      <p dir="auto" className={classes.questioned}>
        {sample.input}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button data-autofocus onClick={onYes}>
          {count === 0 ? 'Nothing here: approve' : 'Complete: approve'}
        </Button>
      </div>
    </Dialog>
  );
}
