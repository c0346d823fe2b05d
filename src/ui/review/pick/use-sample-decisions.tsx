import { useState, type ReactNode } from 'react';
import type { AnnotationEdit } from '../../../core/annotations/annotation-edit.ts';
import type { SampleRow } from '../../../storage/contract/sample-answers.ts';
import type { Sample } from '../../../core/samples/sample.ts';
import { isAnnotated, isAnnotatedState } from '../../../core/samples/sample-state.ts';
import { useCommands, useReadStudio } from '../../common/studio-context.tsx';
import { ApproveQuestion } from '../dialogs/approve-question.tsx';
import type { Verdict } from '../dialogs/bulk-decision.tsx';

export interface SampleDecisions {
  /** Asks first where a sample that is not annotated is to be approved. */
  readonly decide: (verdict: Verdict) => void;
  /** Says that the sample is annotated in full as it stands. */
  readonly complete: () => void;
  /** Asks for a type that the corpus does not have, and then does the edit that labels with it. */
  readonly createLabel: (entityType: string, edit: AnnotationEdit, sample: Sample) => void;
  /** The question that is open, to be drawn. */
  readonly question: ReactNode;
}

export interface DecidedSample {
  /** The one that is looked at. */
  readonly row: SampleRow | undefined;
  /** After something was said of it. */
  readonly goOn: () => void;
  readonly setMessage: (words: string) => void;
  /** Before all samples are made anew, and the text with them, because a type came. */
  readonly onNewType: (sampleId: string) => void;
}

/** What a person says of the sample that they look at. */
export function useSampleDecisions({ row, goOn, setMessage, onNewType }: DecidedSample): SampleDecisions {
  const studio = useCommands();
  const readStudio = useReadStudio();
  const [asked, setAsked] = useState<SampleRow>();
  /** As it is now: an edit just before may not have drawn the screen yet. */
  const now = (): SampleRow | undefined => row && (readStudio().opened.get(row.place)?.row ?? row);
  return {
    decide: (verdict) => {
      const current = now();
      if (current === undefined) return;
      if (verdict === 'approved' && !isAnnotatedState(current.state)) {
        setAsked(current);
        return;
      }
      void studio.decide([current.sample.id], verdict);
      goOn();
    },
    complete: () => {
      const current = now();
      if (current === undefined) return;
      if (isAnnotatedState(current.state)) {
        setMessage('This sample is annotated already.');
        return;
      }
      void studio.markComplete([current.sample.id]);
      goOn();
    },
    createLabel: (entityType, edit, sample) => {
      onNewType(sample.id);
      void studio.addEntityType(entityType).then(async () => {
        await studio.edit(edit, undefined, isAnnotated(sample) ? undefined : sample.id);
      });
    },
    question: asked !== undefined && (
      <ApproveQuestion
        row={asked}
        onYes={() => {
          setAsked(undefined);
          void studio.markComplete([asked.sample.id], true);
          goOn();
        }}
        onClose={() => {
          setAsked(undefined);
        }}
      />
    ),
  };
}
