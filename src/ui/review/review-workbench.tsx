import { useRef, useState } from 'react';
import { ActMessage, NOTHING_SAID } from '../common/layout/act-message.tsx';
import { useReadStudio, useStudio } from '../common/studio-context.tsx';
import { useEntityTypeCues } from '../common/text/entity-types.ts';
import { useStable } from '../common/use-stable.ts';
import classes from './common/review-screen.module.css';
import { useSaid } from './common/use-said.ts';
import { ConflictPanel } from './compare/conflict-panel.tsx';
import { useComparisonSide } from './compare/use-comparison-side.ts';
import { useConflictInHand } from './compare/use-conflict-in-hand.ts';
import { ReviewActions } from './pick/review-actions.tsx';
import { useSampleDecisions } from './pick/use-sample-decisions.tsx';
import { ReviewFilterBar } from './queue/review-filter-bar.tsx';
import { ReviewTable } from './queue/review-table.tsx';
import { readView, type ReviewView } from './queue/review-view.ts';
import type { ComeBack } from './queue/use-come-back.ts';
import { useNearDuplicates } from './queue/use-near-duplicates.ts';
import { useReviewQueue } from './queue/use-review-queue.ts';
import { useShownView } from './queue/use-shown-view.ts';
import { addressedQuery } from './queue/use-view-address.ts';
import { SampleDetail } from './sample-detail.tsx';
import { useChosenSample } from './use-chosen-sample.ts';
import { useNavigation } from './use-navigation.ts';
import { usePanels } from './use-panels.tsx';
import { useReviewActions } from './use-review-actions.ts';

/** The view of the address, else the one that Review was left with. */
function useAskedView(comeBack: ComeBack): ReviewView {
  const readStudio = useReadStudio();
  const [asked] = useState(() => {
    const view = readView(addressedQuery() || readStudio().reviewView);
    return { ...view, sampleId: comeBack.sampleId() ?? view.sampleId };
  });
  return asked;
}

export function ReviewWorkbench({ comeBack }: { readonly comeBack: ComeBack }) {
  const asked = useAskedView(comeBack);
  const { sides, side, setSide } = useComparisonSide(asked.side);
  const queue = useReviewQueue(asked, side);
  const searching = useNearDuplicates(queue.filter.queue);
  const cues = useEntityTypeCues(useStudio((state) => state.sampleOptions.entityTypes));
  const search = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const note = useRef<HTMLTextAreaElement>(null);
  const [advance, setAdvance] = useState(true);
  const { said, setSaid, setMessage } = useSaid();
  const sample = useChosenSample(queue, asked.sampleId);
  const { places, index, row, choose } = sample;
  const { panel, setPanel } = usePanels(places);
  const navigation = useNavigation({ queue, sample, side, setSaid, setMessage });
  const decisions = useSampleDecisions({
    row,
    goOn: () => {
      if (advance) navigation.move(1);
      else choose(places[index]);
    },
    setMessage,
    onNewType: comeBack.ask,
  });
  const { wanted, editConflict } = useConflictInHand({ note, showSample: navigation.showSample });
  const show = (view: ReviewView) => {
    queue.show(view);
    setSide(view.side);
    sample.chooseById(view.sampleId);
  };
  // Behind what chooses the sample at first: an address that asks for another one has the last word.
  const query = useShownView({ queue, sampleId: sample.sampleId, side }, show);
  useReviewActions({ decisions, navigation, setPanel, text, note, search });
  // An edit draws the workbench again, and these bars are as they were.
  const setFilter = useStable(queue.setFilter);
  const refresh = useStable(queue.refresh);
  const onView = useStable(show);
  const onDecide = useStable(decisions.decide);
  const onMove = useStable(navigation.move);
  const onStepBack = useStable(navigation.stepBack);
  const onSelect = useStable(choose);
  const onSide = useStable(setSide);
  const onNoMore = useStable(navigation.goToDifference);
  const toggleSort = useStable(queue.toggleSort);
  const onComplete = useStable(decisions.complete);
  const onCreateLabel = useStable(decisions.createLabel);
  const isPending = queue.isFirst || sample.isWaiting;

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
      <ConflictPanel cues={cues} onShow={navigation.showSample} onEdit={editConflict} />
      <ActMessage
        said={sample.isSearching ? NOTHING_SAID : said}
        otherwise={sample.isSearching ? 'Searching… Press Escape to stop.' : searching}
        className={classes.message}
      />
      <div className={classes.panes}>
        <ReviewTable
          places={places}
          rowAt={queue.rowAt}
          want={queue.want}
          sorting={queue.sorting}
          toggleSort={toggleSort}
          isFirst={isPending}
          selectedIndex={index}
          onSelect={onSelect}
          cues={cues}
        />
        <SampleDetail
          open={sample.open}
          isPending={isPending}
          noteRef={note}
          onComplete={onComplete}
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
      {decisions.question}
      {panel}
    </div>
  );
}
