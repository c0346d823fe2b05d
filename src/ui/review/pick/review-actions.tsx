import { Switch } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconChevronDown,
  IconChevronUp,
  IconQuestionMark,
  IconX,
} from '@tabler/icons-react';
import { memo } from 'react';
import { formatCount } from '../../common/number-format.ts';
import { useStudio } from '../../common/studio-context.tsx';
import { useKeyCap } from '../../common/keys/use-actions.ts';
import type { Verdict } from '../dialogs/bulk-decision.tsx';
import { KeyButton } from '../common/key-button.tsx';
import classes from '../common/review-screen.module.css';

/** What opens over the workbench. */
export type ReviewPanel = 'bulk' | 'complete' | 'agreement' | 'guidelines' | 'suggestions';

export interface ReviewActionsProps {
  readonly disabled: boolean;
  readonly shownCount: number;
  readonly advance: boolean;
  readonly onAdvanceChange: (advance: boolean) => void;
  readonly onDecide: (verdict: Verdict) => void;
  readonly onMove: (step: number) => void;
  readonly onStepBack: (kind: 'undo' | 'redo') => void;
  readonly onPanel: (panel: ReviewPanel) => void;
}

/** What can be done now, each with its key on it. */
export const ReviewActions = memo(function ReviewActions(props: ReviewActionsProps) {
  const { disabled, onDecide, onMove, onStepBack, onPanel, shownCount } = props;
  const caps = {
    approve: useKeyCap('approve'),
    reject: useKeyCap('reject'),
    unsure: useKeyCap('unsure'),
    undecide: useKeyCap('undecide'),
    previous: useKeyCap('previous-sample'),
    next: useKeyCap('next-sample'),
    guidelines: useKeyCap('guidelines'),
    agreement: useKeyCap('agreement'),
    bulk: useKeyCap('decide-shown'),
    suggestions: useKeyCap('suggestions'),
  };
  const undone = useStudio((state) => state.undo.at(-1)?.label);
  const hasPredictions = useStudio((state) => state.predictedBy.length > 0);
  const redone = useStudio((state) => state.redo.at(-1)?.label);
  return (
    <div className={classes.actions} role="toolbar" aria-label="Decide">
      <KeyButton
        keys={caps.approve}
        tone={classes.approve}
        disabled={disabled}
        icon={<IconCheck size={16} />}
        onClick={() => {
          onDecide('approved');
        }}
      >
        Approve
      </KeyButton>
      <KeyButton
        keys={caps.reject}
        tone={classes.reject}
        disabled={disabled}
        icon={<IconX size={16} />}
        onClick={() => {
          onDecide('rejected');
        }}
      >
        Reject
      </KeyButton>
      <KeyButton
        keys={caps.unsure}
        disabled={disabled}
        icon={<IconQuestionMark size={16} />}
        onClick={() => {
          onDecide('unsure');
        }}
      >
        Unsure
      </KeyButton>
      <KeyButton
        keys={caps.undecide}
        disabled={disabled}
        onClick={() => {
          onDecide('undecided');
        }}
      >
        Clear
      </KeyButton>
      <KeyButton
        keys={caps.previous}
        narrow
        disabled={disabled}
        icon={<IconChevronUp size={16} />}
        onClick={() => {
          onMove(-1);
        }}
      >
        Previous
      </KeyButton>
      <KeyButton
        keys={caps.next}
        narrow
        disabled={disabled}
        icon={<IconChevronDown size={16} />}
        onClick={() => {
          onMove(1);
        }}
      >
        Next
      </KeyButton>
      <span className={classes.gap} />
      <KeyButton
        keys="z"
        disabled={undone === undefined}
        title={undone}
        icon={<IconArrowBackUp size={16} />}
        onClick={() => {
          onStepBack('undo');
        }}
      >
        Undo
      </KeyButton>
      <KeyButton
        keys="⇧z"
        disabled={redone === undefined}
        title={redone}
        icon={<IconArrowForwardUp size={16} />}
        onClick={() => {
          onStepBack('redo');
        }}
      >
        Redo
      </KeyButton>
      <Switch
        size="xs"
        label="Move on"
        title="Go to the next sample after a decision"
        checked={props.advance}
        onChange={(event) => {
          props.onAdvanceChange(event.currentTarget.checked);
        }}
      />
      <span className={classes.space} />
      <KeyButton
        keys={caps.suggestions}
        disabled={shownCount === 0 || !hasPredictions}
        onClick={() => {
          onPanel('suggestions');
        }}
      >
        Suggestions…
      </KeyButton>
      <KeyButton
        keys={caps.guidelines}
        onClick={() => {
          onPanel('guidelines');
        }}
      >
        Guidelines
      </KeyButton>
      <KeyButton
        keys={caps.agreement}
        disabled={shownCount === 0}
        onClick={() => {
          onPanel('agreement');
        }}
      >
        Agreement
      </KeyButton>
      <KeyButton
        keys={caps.bulk}
        disabled={shownCount === 0}
        onClick={() => {
          onPanel('bulk');
        }}
      >
        {shownCount === 1 ? 'The one shown…' : `All ${formatCount(shownCount)} shown…`}
      </KeyButton>
    </div>
  );
});
