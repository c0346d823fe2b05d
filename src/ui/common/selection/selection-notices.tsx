import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { describeRule } from '../../../core/selection/describe-rule.ts';
import { isSameRule } from '../../../core/selection/same-rule.ts';
import { formatCount, formatNoun } from '../number-format.ts';
import { scorableCount, typesWithoutMention } from '../../../studio/state/selectors.ts';
import { useCommands, useStudio } from '../studio-context.tsx';
import classes from './selection-notices.module.css';

/** Something about the selection that a person has to know, with the button that mends it. */
export function SelectionNotice({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className={classes.notice} role="status">
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Samples whose score is of what they said before an edit; nothing where there are none. */
export function StaleNotice() {
  const studio = useCommands();
  const count = useStudio(({ sampleView }) => sampleView?.counts.stale ?? 0);
  const isBusy = useStudio(({ scoring }) => scoring.kind === 'running' || scoring.kind === 'paused');
  if (count === 0) return null;
  return (
    <SelectionNotice
      action={
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void studio.scoreSamples()}>
          Score the {count === 1 ? 'one' : formatCount(count)} you changed
        </Button>
      }
    >
      {formatNoun(count, 'sample was', 'samples were')} scored before your edit.{' '}
      {count === 1 ? 'It keeps' : 'They keep'} rank and pick until you score again and apply the rule.
    </SelectionNotice>
  );
}

/** Types that samples ask for and nothing is annotated with: an answer without them says that there is none. */
export function UnusedTypesNotice() {
  const studio = useCommands();
  const types = useStudio(typesWithoutMention);
  const options = useStudio((state) => state.sampleOptions);
  const isNothingKnown = useStudio((state) => scorableCount(state) === 0);
  if (types.length === 0 || isNothingKnown) return null;
  const others = options.entityTypes.filter((entityType) => !types.includes(entityType));
  const names = types.join(', ');
  return (
    <SelectionNotice
      action={
        others.length > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void studio.setSampleOptions({ ...options, entityTypes: others })}
          >
            Stop asking for {types.length === 1 ? 'it' : 'them'}
          </Button>
        )
      }
    >
      Nothing is annotated as {names}, and every sample asks for {types.length === 1 ? 'it' : 'them'}. What goes out
      says that no text has {types.length === 1 ? 'one' : 'any'}. Ask for {types.length === 1 ? 'it' : 'them'} only if
      the texts were read for {types.length === 1 ? 'it' : 'them'}.
    </SelectionNotice>
  );
}

/** What the rule of the selection would change now; nothing where it is the same. */
export function RuleNotice() {
  const studio = useCommands();
  const selection = useStudio((state) => state.selection);
  const rule = useStudio((state) => state.selectionOptions);
  const outcome = useStudio(({ sampleView }) => sampleView?.rule);
  if (outcome === undefined) return null;
  const { inCount, outCount, counts } = outcome;
  if (selection === undefined) {
    return (
      <SelectionNotice
        action={
          <Button size="compact-sm" onClick={() => void studio.applyRule()}>
            Select now
          </Button>
        }
      >
        No selection is made yet. Selecting {describeRule(rule)} would keep{' '}
        {formatNoun(counts.keptPositives, 'positive')} and {formatNoun(counts.keptNegatives, 'negative')}.
      </SelectionNotice>
    );
  }
  if (inCount + outCount === 0 || !isSameRule(rule, selection.rule)) return null;
  return (
    <SelectionNotice
      action={
        <Button size="compact-sm" variant="default" onClick={() => void studio.applyRule()}>
          Apply
        </Button>
      }
    >
      Samples or scores have changed since you selected. This rule would now give: {formatCount(inCount)} in,{' '}
      {formatCount(outCount)} out.
    </SelectionNotice>
  );
}
