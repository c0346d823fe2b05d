import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { takesAllPositives } from '../../core/export/split-words.ts';
import { MAX_ROW_BYTES } from '../../core/samples/row-length.ts';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { RuleNotice, SelectionNotice, StaleNotice, UnusedTypesNotice } from '../common/selection/selection-notices.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import type { ExportPreview } from './use-export-preview.ts';

/** What an export leaves out or takes in that the person may not know of, each with the button that mends it. */
export function LeftOut({ preview }: { readonly preview: ExportPreview }) {
  const { train, trainPositives, unscored, notAnnotated, added, removed, tooLong } = preview;
  const isAllInDev = takesAllPositives(preview);
  return (
    <>
      <UnusedTypesNotice />
      <OpenConflictsNotice />
      <RuleNotice />
      {trainPositives === 0 && train > 0 && !isAllInDev && (
        <SelectionNotice action={<ReviewLink query="kind=positive">Show positives in Review</ReviewLink>}>
          No positive sample goes to train.jsonl. A model that is trained on this learns to answer [] to every text.
        </SelectionNotice>
      )}
      {unscored > 0 && <UnscoredNotice count={unscored} />}
      <StaleNotice />
      {notAnnotated > 0 && (
        <SelectionNotice
          action={
            <ReviewLink query="kind=not-annotated">Annotate {notAnnotated === 1 ? 'it' : 'them'} in Review</ReviewLink>
          }
        >
          {formatNoun(notAnnotated, 'sample is', 'samples are')} not annotated and{' '}
          {notAnnotated === 1 ? 'stays' : 'stay'} out of train and dev, approved or not.
        </SelectionNotice>
      )}
      {added + removed > 0 && (
        <SelectionNotice action={<ReviewLink query="decision=overruling">Show them in Review</ReviewLink>}>
          Decided against the filter: {formatNoun(added, 'sample')} in, {formatNoun(removed, 'sample')} out.
        </SelectionNotice>
      )}
      {tooLong > 0 && (
        <SelectionNotice action={<ReviewLink query="sort=-length">Show the longest in Review</ReviewLink>}>
          {formatNoun(tooLong, 'row is', 'rows are')} longer than {formatCount(MAX_ROW_BYTES)} bytes and{' '}
          {tooLong === 1 ? 'is' : 'are'} left out, whatever was decided. dropped.jsonl and manifest.json name{' '}
          {tooLong === 1 ? 'it' : 'them'}.
        </SelectionNotice>
      )}
    </>
  );
}

function OpenConflictsNotice() {
  const count = useStudio(({ conflicts }) => conflicts.length);
  if (count === 0) return null;
  return (
    <SelectionNotice action={<ReviewLink query="queue=conflicts">Settle in Review</ReviewLink>}>
      {formatNoun(count, 'conflict of a merge is', 'conflicts of merges are')} open. Until{' '}
      {count === 1 ? 'it is' : 'they are'} settled, what stands in the project goes out.
    </SelectionNotice>
  );
}

function UnscoredNotice({ count }: { readonly count: number }) {
  const studio = useCommands();
  const isBusy = useStudio(({ scoring }) => 'progress' in scoring);
  return (
    <SelectionNotice
      action={
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void studio.scoreSamples()}>
          Score them
        </Button>
      }
    >
      {formatNoun(count, 'positive sample has', 'positive samples have')} no score. The filter cannot rank{' '}
      {count === 1 ? 'it, so it is' : 'them, so they are'} left out unless approved.
    </SelectionNotice>
  );
}

function ReviewLink({ query, children }: { readonly query: string; readonly children: ReactNode }) {
  return (
    <Button size="compact-sm" variant="default" component="a" href={`#/review?${query}`}>
      {children}
    </Button>
  );
}
