import { useRef, useState } from 'react';
import type { ReviewChange } from '../../core/project/review-step.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { useEntityTypeCues } from '../common/entity-types.ts';
import { useCommands, useReadStudio, useStudio } from '../common/studio-context.tsx';
import { useKeys } from '../common/use-keys.ts';
import { BulkDecision, type Verdict } from './bulk-decision.tsx';
import { hasDifferences } from './comparison-sides.ts';
import { useComparisonSide } from './use-comparison-side.ts';
import { PickPanel } from './pick-panel.tsx';
import { ReviewActions } from './review-actions.tsx';
import { ReviewFilterBar } from './review-filter-bar.tsx';
import { ReviewTable } from './review-table.tsx';
import { SampleWorkspace } from './sample-workspace.tsx';
import { useReviewQueue } from './use-review-queue.ts';
import classes from './review-screen.module.css';

/** Arrow keys keep their meaning inside a control that uses them itself. */
function ownsArrows(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="radiogroup"], [role="slider"], select, input') !== null;
}

/** Whether a step that begins with this change is shown by a sample. */
function isAbout(change: ReviewChange, { id, documentId, passageId, span }: Sample): boolean {
  if (change.kind !== 'mention') return change.sampleId === id;
  const place = (change.after ?? change.before)?.span;
  const { passage } = change;
  if (passage.documentId !== documentId || passage.passageId !== passageId || place === undefined) return false;
  return span.start <= place.start && place.end <= span.end;
}

export function ReviewWorkbench() {
  const studio = useCommands();
  const readStudio = useReadStudio();
  const queue = useReviewQueue();
  const cues = useEntityTypeCues(useStudio((state) => state.sampleOptions.entityTypes));
  const search = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const [chosenId, setChosenId] = useState<string>();
  const [advance, setAdvance] = useState(true);
  const [bulkOpen, setBulkOpen] = useState(false);
  const { sides, side, setSide } = useComparisonSide();

  const { rows } = queue;
  const chosenIndex = rows.findIndex((row) => row.sample.id === chosenId);
  // A chosen sample that the filter hides gives way to the first one shown.
  const index = chosenIndex === -1 ? 0 : chosenIndex;
  const row = rows[index];

  const move = (step: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, index + step))];
    if (next !== undefined) setChosenId(next.sample.id);
  };
  const decide = (verdict: Verdict) => {
    if (row === undefined) return;
    void studio.decide([row.sample.id], verdict);
    if (advance) move(1);
    else setChosenId(row.sample.id);
  };
  /** The nearest sample in a direction about which both sides differ. */
  const goToDifference = (step: 1 | -1) => {
    const state = readStudio();
    for (let at = index + step; at >= 0 && at < rows.length; at += step) {
      const next = rows[at];
      if (next === undefined || !hasDifferences(state, next.sample, side)) continue;
      setChosenId(next.sample.id);
      return;
    }
  };
  /** Undo and redo show the sample that they changed. */
  const stepBack = (kind: 'undo' | 'redo') => {
    const step = readStudio()[kind].at(-1);
    void (kind === 'undo' ? studio.undo() : studio.redo());
    const [change] = step?.changes ?? [];
    const changed = change && rows.find((each) => isAbout(change, each.sample));
    if (changed !== undefined) setChosenId(changed.sample.id);
  };

  useKeys((event) => {
    const key = event.key.toLowerCase();
    if (event.altKey) return false;
    if (key === 'z') {
      stepBack(event.shiftKey ? 'redo' : 'undo');
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const arrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (arrow && ownsArrows(event.target)) return false;
    switch (event.key) {
      case 'a':
        decide('approved');
        return true;
      case 'r':
        decide('rejected');
        return true;
      case 'q':
        decide('unsure');
        return true;
      case 'e':
        text.current?.focus();
        return true;
      case 'm':
        note.current?.focus();
        return true;
      case 'u':
        decide('undecided');
        return true;
      case 'j':
      case 'ArrowDown':
        move(1);
        return true;
      case 'k':
      case 'ArrowUp':
        move(-1);
        return true;
      case '/':
        search.current?.focus();
        search.current?.select();
        return true;
      default:
        return false;
    }
  });

  return (
    <div className={classes.workbench}>
      <h1 className={classes.hiddenTitle}>Review</h1>
      <ReviewFilterBar queue={queue} search={search} />
      <div className={classes.panes}>
        <ReviewTable queue={queue} selectedId={row?.sample.id} onSelect={setChosenId} cues={cues} />
        <div className={classes.detail}>
          {row === undefined ? (
            <p className={classes.nothing}>Nothing is selected.</p>
          ) : (
            <>
              <PickPanel row={row} noteRef={note} />
              <SampleWorkspace
                row={row}
                cues={cues}
                textRef={text}
                sides={sides}
                side={side}
                onSide={setSide}
                onNoMore={goToDifference}
              />
            </>
          )}
        </div>
      </div>
      <ReviewActions
        disabled={row === undefined}
        shownCount={rows.length}
        advance={advance}
        onAdvanceChange={setAdvance}
        onDecide={decide}
        onMove={move}
        onStepBack={stepBack}
        onBulk={() => {
          setBulkOpen(true);
        }}
      />
      <BulkDecision
        opened={bulkOpen}
        rows={rows}
        onClose={() => {
          setBulkOpen(false);
        }}
      />
    </div>
  );
}
