import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Scoring } from '../../core/ifd/scoring.ts';
import { describePrompt, describeScoring } from '../../core/ifd/describe-scoring.ts';
import { measuredCount, scorableCount, scoringOfSelection, shownScoring } from '../../studio/state/selectors.ts';
import { ActMessage, NOTHING_SAID } from '../common/layout/act-message.tsx';
import { formatCount, formatNoun, formatPercent } from '../common/number-format.ts';
import { scoredWords } from '../common/selection/scoring-words.ts';
import { goTo } from '../common/route.ts';
import { SelectionName } from '../common/selection/selection-name.tsx';
import { RuleNotice, SelectionNotice, StaleNotice, UnusedTypesNotice } from '../common/selection/selection-notices.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { useSampleAnswer } from '../common/use-sample-answer.ts';
import { useUndoKeys } from '../common/keys/use-undo-keys.ts';
import classes from './select-screen.module.css';

/** Which selection holds, of which scores, and whether it is as new as they are. */
export function SelectionStatus() {
  return (
    <div className={classes.status}>
      <div className={classes.named}>
        <SelectionName className={classes.name} />
        <ScoringChoice />
        <UndoButtons />
      </div>
      <UnusedTypesNotice />
      <IncompleteNotice />
      <OtherScoringNotice />
      <StaleNotice />
      <RuleNotice />
    </div>
  );
}

/** A moved cut is taken back here and by Ctrl+Z; what was taken back is said. */
function UndoButtons() {
  const [said, setSaid] = useState(NOTHING_SAID);
  const { undo, redo } = useUndoKeys(setSaid);
  const next = useStudio((state) => state.undo.at(-1)?.label);
  const nextRedo = useStudio((state) => state.redo.at(-1)?.label);
  return (
    <div className={classes.undo}>
      <ActMessage said={said} className={classes.name} />
      <Button size="compact-sm" variant="default" disabled={next === undefined} title={next} onClick={undo}>
        Undo
      </Button>
      <Button size="compact-sm" variant="default" disabled={nextRedo === undefined} title={nextRedo} onClick={redo}>
        Redo
      </Button>
    </div>
  );
}

/** Whose scores are shown and stand behind the next selection, of several. */
function ScoringChoice() {
  const scorings = useStudio((state) => state.scorings);
  const shownId = useStudio((state) => state.shownScoringId);
  return scorings.length < 2 || shownId === undefined ? null : <ScoringPicker scorings={scorings} shownId={shownId} />;
}

function ScoringPicker({ scorings, shownId }: { readonly scorings: readonly Scoring[]; readonly shownId: number }) {
  const studio = useCommands();
  const isBusy = useStudio(({ scoring }) => 'progress' in scoring);
  const samples = useStudio(scorableCount);
  const measured = useStudio(measuredCount);
  // What others have does not change while one of them goes on.
  const version = useStudio(({ sampleView }) => sampleView?.rowVersion);
  const counts = useSampleAnswer(version === undefined || isBusy ? undefined : String(version), (store) =>
    store.countScored(),
  );
  const shareOf = (id: number): string => {
    const scored = id === shownId ? measured : counts && (counts.get(id) ?? 0);
    return scored === undefined ? '' : `: ${scoredWords(scored, samples)}`;
  };
  return (
    <NativeSelect
      label="Scores of"
      size="xs"
      disabled={isBusy}
      value={String(shownId)}
      data={scorings.map((scoring) => ({
        value: String(scoring.id),
        label: `${scoring.id}. ${describeScoring(scoring)}, asked for ${describePrompt(scoring)}${shareOf(scoring.id)}`,
      }))}
      onChange={(event) => {
        void studio.showScoring(Number(event.currentTarget.value));
      }}
    />
  );
}

function IncompleteNotice() {
  const samples = useStudio(scorableCount);
  const measured = useStudio(measuredCount);
  const stale = useStudio(({ sampleView }) => sampleView?.counts.stale ?? 0);
  const selection = useStudio((state) => state.selection);
  const shown = useStudio(shownScoring);
  const isOther = selection !== undefined && (measured === 0 || shown?.id !== selection.scoringId);
  const unscored = samples - measured - stale;
  if (unscored <= 0) return null;
  return (
    <SelectionNotice
      action={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            goTo('score');
          }}
        >
          Go to Score
        </Button>
      }
    >
      {formatCount(measured)} of {formatNoun(samples, 'sample')} {measured === 1 ? 'is' : 'are'} scored (
      {formatPercent(Math.floor((measured / samples) * 1000) / 1000)}).{' '}
      {isOther
        ? 'The histogram shows these. The selection was made with other scores and stays as it is.'
        : 'The figures below are of these, and will change.'}
    </SelectionNotice>
  );
}

function OtherScoringNotice() {
  const selection = useStudio((state) => state.selection);
  const behind = useStudio(scoringOfSelection);
  const shown = useStudio(shownScoring);
  if (selection === undefined || shown === undefined || shown.id === selection.scoringId) return null;
  const made = behind === undefined ? 'made without scores' : `made with the scores of ${describeScoring(behind)}`;
  return (
    <SelectionNotice>
      The selection was {made}. The scores shown here are those of {describeScoring(shown)}
      {behind !== undefined && describeScoring(behind) === describeScoring(shown) && ', for another instruction'}. The
      selection stays until you apply the rule.
    </SelectionNotice>
  );
}
