import { useRef, useState } from 'react';
import type { ReviewChange } from '../../core/project/review-step.ts';
import type { Sample } from '../../core/samples/sample.ts';
import { useEntityTypeCues } from '../common/entity-types.ts';
import { useCommands, useReadStudio, useStudio } from '../common/studio-context.tsx';
import { useActions } from '../common/use-actions.ts';
import { useStable } from '../common/use-stable.ts';
import { useKeys } from '../common/use-keys.ts';
import { BulkDecision, type Verdict } from './bulk-decision.tsx';
import { AgreementDialog } from './agreement-dialog.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { GuidelinesDialog } from './guidelines-dialog.tsx';
import { isToCheck, openFilter } from './review-filter.ts';
import type { ReviewRow } from './review-rows.ts';
import { readView, type ReviewView, writeView } from './review-view.ts';
import { addressedQuery, useViewAddress } from './use-view-address.ts';
import { hasDifferences } from './comparison-sides.ts';
import { useComparisonSide } from './use-comparison-side.ts';
import { useNearDuplicates } from './use-near-duplicates.ts';
import { PickPanel } from './pick-panel.tsx';
import { SuggestionsDialog } from './suggestions-dialog.tsx';
import { ReviewActions, type ReviewPanel } from './review-actions.tsx';
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
  const [asked] = useState(() => readView(addressedQuery()));
  const { sides, side, setSide } = useComparisonSide(asked.side);
  const queue = useReviewQueue(asked, side);
  const searching = useNearDuplicates(queue.filter.queue);
  const cues = useEntityTypeCues(useStudio((state) => state.sampleOptions.entityTypes));
  const search = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const [chosenId, setChosenId] = useState(asked.sampleId);
  const [advance, setAdvance] = useState(true);
  const [panel, setPanel] = useState<ReviewPanel>();
  const [message, setMessage] = useState('');

  const { rows } = queue;
  const chosenIndex = rows.findIndex((row) => row.sample.id === chosenId);
  // A chosen sample that the filter hides gives way to the first one shown.
  const index = chosenIndex === -1 ? 0 : chosenIndex;
  const row = rows[index];

  const show = (view: ReviewView) => {
    queue.show(view);
    setSide(view.side);
    setChosenId(view.sampleId);
  };
  const move = (step: number) => {
    setMessage('');
    const next = rows[Math.min(rows.length - 1, Math.max(0, index + step))];
    if (next !== undefined) setChosenId(next.sample.id);
  };
  const decide = (verdict: Verdict) => {
    if (row === undefined) return;
    void studio.decide([row.sample.id], verdict);
    if (advance) move(1);
    else setChosenId(row.sample.id);
  };
  /** Undo and redo show the sample that they changed. */
  const stepBack = (kind: 'undo' | 'redo') => {
    const step = readStudio()[kind].at(-1);
    void (kind === 'undo' ? studio.undo() : studio.redo());
    const [change] = step?.changes ?? [];
    const changed = change && rows.find((each) => isAbout(change, each.sample));
    if (changed !== undefined) setChosenId(changed.sample.id);
  };

  /** The nearest sample in a direction of which something holds. */
  const seek = (step: 1 | -1, holds: (row: ReviewRow) => boolean) => {
    for (let at = index + step; at >= 0 && at < rows.length; at += step) {
      const next = rows[at];
      if (next === undefined || !holds(next)) continue;
      setChosenId(next.sample.id);
      return;
    }
    setMessage('There is none in that direction of what the filter shows.');
  };
  const goToDifference = (step: 1 | -1) => {
    const state = readStudio();
    seek(step, ({ sample }) => hasDifferences(state, sample, side));
  };
  const goToUndecided = (step: 1 | -1) => {
    const { decisions } = readStudio();
    seek(step, ({ sample }) => !decisions.has(sample.id));
  };
  const showSample = (sampleId: string) => {
    // A filter that hides it would leave the person with another sample than the one asked for.
    if (!rows.some(({ sample }) => sample.id === sampleId)) queue.setFilter(openFilter);
    setChosenId(sampleId);
  };
  const view = { filter: queue.filter, sort: queue.sort, sampleId: chosenId, side };
  const query = writeView({ ...view, sampleId: undefined });
  useViewAddress(view, show);
  useActions({
    approve: () => {
      decide('approved');
    },
    reject: () => {
      decide('rejected');
    },
    unsure: () => {
      decide('unsure');
    },
    undecide: () => {
      decide('undecided');
    },
    undo: () => {
      stepBack('undo');
    },
    redo: () => {
      stepBack('redo');
    },
    'next-sample': () => {
      move(1);
    },
    'previous-sample': () => {
      move(-1);
    },
    'next-undecided': () => {
      goToUndecided(1);
    },
    'previous-undecided': () => {
      goToUndecided(-1);
    },
    'next-disagreement': () => {
      goToDifference(1);
    },
    'previous-disagreement': () => {
      goToDifference(-1);
    },
    'next-to-check': () => {
      seek(1, isToCheck);
    },
    'previous-to-check': () => {
      seek(-1, isToCheck);
    },
    edit: () => {
      text.current?.focus();
    },
    note: () => {
      note.current?.focus();
    },
    search: () => {
      search.current?.focus();
      search.current?.select();
    },
    'decide-shown': () => {
      setPanel('bulk');
    },
    suggestions: () => {
      setPanel('suggestions');
    },
    agreement: () => {
      setPanel('agreement');
    },
    guidelines: () => {
      setPanel('guidelines');
    },
  });
  useKeys((event) => {
    if (event.altKey) return false;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      stepBack(event.shiftKey ? 'redo' : 'undo');
      return true;
    }
    const arrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (!arrow || event.ctrlKey || event.metaKey || event.shiftKey || ownsArrows(event.target)) return false;
    move(event.key === 'ArrowDown' ? 1 : -1);
    return true;
  });
  const closePanel = () => {
    setPanel(undefined);
  };
  // An edit draws the workbench again, and these bars are as they were.
  const setFilter = useStable(queue.setFilter);
  const refresh = useStable(queue.refresh);
  const onView = useStable(show);
  const onDecide = useStable(decide);
  const onMove = useStable(move);
  const onStepBack = useStable(stepBack);

  return (
    <div className={classes.workbench}>
      <h1 className={classes.hiddenTitle}>Review</h1>
      <ReviewFilterBar
        filter={queue.filter}
        setFilter={setFilter}
        refresh={refresh}
        stale={queue.stale}
        shownCount={rows.length}
        totalCount={queue.totalCount}
        search={search}
        query={query}
        onView={onView}
      />
      <ConflictPanel onShow={showSample} />
      <p role="status" className={classes.message}>
        {message === '' ? searching : message}
      </p>
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
        onDecide={onDecide}
        onMove={onMove}
        onStepBack={onStepBack}
        onPanel={setPanel}
      />
      <BulkDecision opened={panel === 'bulk'} rows={rows} onClose={closePanel} />
      {panel === 'suggestions' && <SuggestionsDialog rows={rows} onClose={closePanel} />}
      {panel === 'agreement' && <AgreementDialog rows={rows} onClose={closePanel} />}
      {panel === 'guidelines' && <GuidelinesDialog onClose={closePanel} />}
    </div>
  );
}
