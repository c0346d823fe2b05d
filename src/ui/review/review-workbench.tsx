import type { SampleLocator } from '../../storage/contract/sample-answers.ts';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { ActMessage, NOTHING_SAID } from '../common/layout/act-message.tsx';
import { useEntityTypeCues } from '../common/text/entity-types.ts';
import { useCommands, useReadStudio, useSamples, useStudio } from '../common/studio-context.tsx';
import { useActions } from '../common/keys/use-actions.ts';
import { useStable } from '../common/use-stable.ts';
import { type StepBackKind, useStepBack } from '../common/keys/use-step-back.ts';
import { useKeys } from '../common/keys/use-keys.ts';
import { AnnotationState } from './pick/annotation-state.tsx';
import { BulkComplete } from './dialogs/bulk-complete.tsx';
import { BulkDecision } from './dialogs/bulk-decision.tsx';
import { AgreementDialog } from './dialogs/agreement-dialog.tsx';
import { ConflictPanel } from './compare/conflict-panel.tsx';
import { GuidelinesDialog } from './dialogs/guidelines-dialog.tsx';
import { locatorOfChange } from './queue/review-facts.ts';
import { openFilter } from './queue/review-filter.ts';
import { readView, type ReviewView, writeView } from './queue/review-view.ts';
import { addressedQuery, useViewAddress } from './queue/use-view-address.ts';
import { useChosen } from './use-chosen.ts';
import { useConflictInHand } from './compare/use-conflict-in-hand.ts';
import { useComparisonSide } from './compare/use-comparison-side.ts';
import { useOpened } from './queue/use-opened.ts';
import { useNearDuplicates } from './queue/use-near-duplicates.ts';
import { PickPanel } from './pick/pick-panel.tsx';
import { SuggestionsDialog } from './dialogs/suggestions-dialog.tsx';
import { ReviewActions, type ReviewPanel } from './pick/review-actions.tsx';
import { ReviewFilterBar } from './queue/review-filter-bar.tsx';
import type { ComeBack } from './queue/use-come-back.ts';
import { ReviewTable } from './queue/review-table.tsx';
import { SampleWorkspace } from './sample-workspace.tsx';
import { useSampleDecisions } from './pick/use-sample-decisions.tsx';
import { useSeekActions } from './queue/use-seek-actions.ts';
import { useReviewQueue } from './queue/use-review-queue.ts';
import classes from './common/review-screen.module.css';

/** Arrow keys keep their meaning inside a control that uses them itself. */
function ownsArrows(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="radiogroup"], [role="slider"], select, input') !== null;
}

const NO_PLACES = new Uint32Array();

function withSample(view: ReviewView, comeBack: ComeBack): ReviewView {
  return { ...view, sampleId: comeBack.sampleId() ?? view.sampleId };
}

export function ReviewWorkbench({ comeBack }: { readonly comeBack: ComeBack }) {
  const studio = useCommands();
  const samples = useSamples();
  const readStudio = useReadStudio();
  const [asked] = useState(() => withSample(readView(addressedQuery() || readStudio().reviewView), comeBack));
  const { sides, side, setSide } = useComparisonSide(asked.side);
  const queue = useReviewQueue(asked, side);
  const searching = useNearDuplicates(queue.filter.queue);
  const cues = useEntityTypeCues(useStudio((state) => state.sampleOptions.entityTypes));
  const search = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const { chosen, choose: choosePlace, whenFound } = useChosen();
  // What the screen is to come back to: places may be others then, a sample's id is not.
  const [wantedId, setWantedId] = useState(asked.sampleId);
  const [isWaiting, setWaiting] = useState(wantedId !== undefined);
  const [advance, setAdvance] = useState(true);
  const [panel, setPanel] = useState<ReviewPanel>();
  const [said, setSaid] = useState(NOTHING_SAID);
  const setMessage = (words: string) => {
    setSaid({ words, undo: readStudio().undo });
  };

  // A key that came before the sample of the address is found would start from another one.
  const places = isWaiting ? NO_PLACES : queue.places;
  const chosenIndex = useMemo(() => (chosen === undefined ? -1 : places.indexOf(chosen)), [places, chosen]);
  // A chosen sample that the filter hides gives way to the first one shown.
  const index = chosenIndex === -1 ? 0 : chosenIndex;
  const place = places[index];
  const opened = useOpened(places, index);
  const open = places.length === 0 ? undefined : opened;
  // Of all that the screen draws its pane takes longest to be made: in pieces, between which the page stays free.
  const isPaneMade = useDeferredValue(open !== undefined, false);
  const row = place === undefined || open?.row.place === place ? open?.row : queue.rowAt(index);

  const choose = (sampleId: string | undefined) => {
    if (sampleId === undefined) choosePlace(undefined);
    else {
      void whenFound(samples.locate([sampleId]), ([at]) => {
        choosePlace(at);
      }).finally(() => {
        setWaiting(false);
      });
    }
  };
  const show = (view: ReviewView) => {
    queue.show(view);
    setSide(view.side);
    choose(view.sampleId);
  };
  const move = (step: number) => {
    setMessage('');
    const next = places[Math.min(places.length - 1, Math.max(0, index + step))];
    if (next !== undefined) choosePlace(next);
  };
  const goOn = () => {
    if (advance) move(1);
    else choosePlace(place);
  };
  const { decide, complete, createLabel, question } = useSampleDecisions({
    row,
    goOn,
    setMessage,
    onNewType: comeBack.ask,
  });
  const undoOrRedo = useStepBack();
  /** Undo and redo say what they did and show the sample that they changed. */
  const stepBack = (kind: StepBackKind) => {
    const search = undoOrRedo(kind).then(async ({ said: saidOfStep, step }) => {
      setSaid(saidOfStep);
      const [change] = step?.changes ?? [];
      const locator = change && locatorOfChange(change);
      return locator === undefined ? [] : samples.locate([locator]);
    });
    void whenFound(search, ([changed]) => {
      if (changed !== undefined && places.includes(changed)) choosePlace(changed);
    });
  };

  const seek = (step: 1 | -1, find: (ahead: Uint32Array) => Promise<number | undefined>) => {
    const ahead = step === 1 ? places.subarray(index + 1) : places.slice(0, index).reverse();
    void whenFound(find(ahead), (found) => {
      if (found === undefined) setMessage('No more matching samples in that direction.');
      else choosePlace(found);
    });
  };
  const goToDifference = useSeekActions(seek, side);
  const showSample = (locator: SampleLocator, onShown?: (at: number) => void) => {
    void whenFound(samples.locate([locator]), ([at]) => {
      if (at === undefined) return;
      // A filter that hides it would leave the person with another sample than the one asked for.
      if (!places.includes(at)) queue.setFilter(openFilter);
      choosePlace(at);
      onShown?.(at);
    });
  };
  const { wanted, editConflict } = useConflictInHand({ note, showSample });
  const shownId = chosen === undefined ? undefined : row?.sample.id;
  // An address keeps its sample until that is found.
  const waitingId = isWaiting ? wantedId : undefined;
  const view = { filter: queue.filter, sort: queue.sort, sampleId: waitingId ?? shownId, side };
  const query = writeView({ ...view, sampleId: undefined });
  const arrive = useStable(() => {
    choose(wantedId);
  });
  const leave = useStable(() => {
    setWantedId(view.sampleId);
    setWaiting(view.sampleId !== undefined);
  });
  useEffect(() => {
    arrive();
    return leave;
  }, [arrive, leave]);
  // Behind that: an address that asks for another sample has the last word.
  useViewAddress(view, {
    onAsked: show,
    onRest: (settled) => {
      void studio.keepReviewView(settled);
    },
  });
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
    'mark-complete': complete,
    'mark-shown': () => {
      setPanel('complete');
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
  const closePanel = () => setPanel(undefined);
  // An edit draws the workbench again, and these bars are as they were.
  const setFilter = useStable(queue.setFilter);
  const refresh = useStable(queue.refresh);
  const onView = useStable(show);
  const onDecide = useStable(decide);
  const onMove = useStable(move);
  const onStepBack = useStable(stepBack);
  const onSelect = useStable(choosePlace);
  const onSide = useStable(setSide);
  const onNoMore = useStable(goToDifference);
  const toggleSort = useStable(queue.toggleSort);
  const onComplete = useStable(complete);
  const onCreateLabel = useStable(createLabel);

  return (
    <div className={classes.workbench}>
      <h1 className={classes.hiddenTitle}>Review</h1>
      <ReviewFilterBar
        filter={queue.filter}
        setFilter={setFilter}
        refresh={refresh}
        stale={queue.stale}
        shownCount={places.length}
        totalCount={queue.totalCount}
        search={search}
        query={query}
        onView={onView}
      />
      <ConflictPanel cues={cues} onShow={showSample} onEdit={editConflict} />
      <ActMessage said={said} otherwise={searching} className={classes.message} />
      <div className={classes.panes}>
        <ReviewTable
          places={places}
          rowAt={queue.rowAt}
          want={queue.want}
          sorting={queue.sorting}
          toggleSort={toggleSort}
          isFirst={queue.isFirst || isWaiting}
          selectedIndex={index}
          onSelect={onSelect}
          cues={cues}
        />
        <div className={classes.detail}>
          {open === undefined || !isPaneMade ? (
            <p className={classes.nothing}>
              {queue.isFirst || isWaiting || open !== undefined ? '' : 'Nothing is selected.'}
            </p>
          ) : (
            <>
              <AnnotationState row={open.row} onComplete={onComplete} />
              <PickPanel row={open.row} noteRef={note} />
              <SampleWorkspace
                open={open}
                cues={cues}
                textRef={text}
                takesKeys={comeBack.take}
                wanted={wanted}
                sides={sides}
                side={side}
                onSide={onSide}
                onNoMore={onNoMore}
                onCreateLabel={onCreateLabel}
              />
            </>
          )}
        </div>
      </div>
      <ReviewActions
        disabled={row === undefined}
        shownCount={places.length}
        advance={advance}
        onAdvanceChange={setAdvance}
        onDecide={onDecide}
        onMove={onMove}
        onStepBack={onStepBack}
        onPanel={setPanel}
      />
      {panel === 'bulk' && <BulkDecision places={places} onClose={closePanel} />}
      {panel === 'complete' && <BulkComplete places={places} onClose={closePanel} />}
      {question}
      {panel === 'suggestions' && <SuggestionsDialog places={places} onClose={closePanel} />}
      {panel === 'agreement' && <AgreementDialog places={places} onClose={closePanel} />}
      {panel === 'guidelines' && <GuidelinesDialog onClose={closePanel} />}
    </div>
  );
}
