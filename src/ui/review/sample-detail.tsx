import { type RefObject, useDeferredValue } from 'react';
import type { OpenSample } from '../../studio/state/slices/samples-slice.ts';
import classes from './common/review-screen.module.css';
import { AnnotationState } from './pick/annotation-state.tsx';
import { PickPanel } from './pick/pick-panel.tsx';
import { SampleWorkspace, type SampleWorkspaceProps } from './sample-workspace.tsx';

export interface SampleDetailProps extends Omit<SampleWorkspaceProps, 'open'> {
  readonly open: OpenSample | undefined;
  /** The list or the sample of the address has not come yet. */
  readonly isPending: boolean;
  readonly noteRef: RefObject<HTMLTextAreaElement | null>;
  /** Says that the sample is annotated in full as it stands. */
  readonly onComplete: () => void;
}

/** The pane of the sample that is looked at. */
export function SampleDetail({ open, isPending, noteRef, onComplete, ...workspace }: SampleDetailProps) {
  // Of all that the screen draws this takes longest to be made: in pieces, between which the page stays free.
  const isMade = useDeferredValue(open !== undefined, false);
  return (
    <div className={classes.detail}>
      {open === undefined || !isMade ? (
        <p className={classes.nothing}>{isPending || open !== undefined ? '' : 'Nothing is selected.'}</p>
      ) : (
        <>
          <AnnotationState row={open.row} onComplete={onComplete} />
          <PickPanel row={open.row} noteRef={noteRef} />
          <SampleWorkspace open={open} {...workspace} />
        </>
      )}
    </div>
  );
}
