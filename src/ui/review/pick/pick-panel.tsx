import type { SampleRow } from '../../../storage/contract/sample-answers.ts';
import { describeReason, describeUnscored } from '../../../core/selection/describe-reason.ts';
import { MAX_ROW_BYTES } from '../../../core/samples/row-length.ts';
import { isAnnotatedState } from '../../../core/samples/sample-state.ts';
import { memo, type Ref } from 'react';
import { formatCount, formatScore } from '../../common/number-format.ts';
import { SelectionName } from '../../common/selection/selection-name.tsx';
import { StaleNotice } from '../../common/selection/selection-notices.tsx';
import { useStudio } from '../../common/studio-context.tsx';
import { AuthorButton } from '../dialogs/author-button.tsx';
import { NoteField } from './note-field.tsx';
import classes from '../common/review-screen.module.css';

function rankOf(row: SampleRow): number | undefined {
  const reason = row.pick?.reason;
  return reason?.kind === 'top-ifd' || reason?.kind === 'below-cut-off' ? reason.rank : undefined;
}

/** What the filter says of a sample and why, and what the person says of it. */
export const PickPanel = memo(function PickPanel({
  row,
  noteRef,
}: {
  row: SampleRow;
  noteRef: Ref<HTMLTextAreaElement>;
}) {
  const verdict = useStudio((state) => state.decisions.get(row.sample.id)?.verdict);
  const result = row.score?.result;
  const rank = rankOf(row);
  const kept = row.pick?.kept;
  const isTooLong = row.rowBytes > MAX_ROW_BYTES;
  const isChosen = verdict === undefined || verdict === 'unsure' ? kept === true : verdict === 'approved';
  const stays = isChosen && !isTooLong && isAnnotatedState(row.state);
  return (
    <section className={classes.pick} aria-label="Pick of the filter">
      <p className={kept === true ? `${classes.verdict} ${classes.verdictKept}` : classes.verdict}>
        {kept === undefined && 'No pick yet'}
        {kept === true && 'Filter keeps it'}
        {kept === false && 'Filter drops it'}
      </p>
      {row.pick !== undefined && <p className={classes.why}>{describeReason(row.pick.reason)}</p>}
      {row.stale && <StaleNotice />}
      {isTooLong && (
        <p className={classes.why}>
          Left out of every export: prompt and answer have {formatCount(row.rowBytes)} bytes, and a row has at most{' '}
          {formatCount(MAX_ROW_BYTES)}.
        </p>
      )}
      <dl className={classes.facts}>
        {result?.kind === 'scored' && (
          <>
            <div>
              <dt>IFD</dt>
              <dd className={classes.big}>{formatScore(result.ifd)}</dd>
            </div>
            {rank !== undefined && (
              <div>
                <dt>Rank</dt>
                <dd>{formatCount(rank)}</dd>
              </div>
            )}
            <div>
              <dt>Loss given the prompt</dt>
              <dd>{formatScore(result.conditionedAnswerLoss)} nats</dd>
            </div>
            <div>
              <dt>Loss of the answer alone</dt>
              <dd>{formatScore(result.directAnswerLoss)} nats</dd>
            </div>
            {result.truncated && (
              <div>
                <dt>Answer</dt>
                <dd>was cut at the model’s length</dd>
              </div>
            )}
          </>
        )}
        {result?.kind === 'unscored' && (
          <div>
            <dt>No IFD</dt>
            <dd>{describeUnscored(result.reason)}</dd>
          </div>
        )}
        <div>
          <dt>Your decision</dt>
          <dd data-verdict={verdict ?? 'undecided'} className={classes.yours}>
            {verdict ?? 'undecided'}
          </dd>
        </div>
        <div>
          <dt>Exported to</dt>
          <dd>{stays ? 'the training data' : 'dropped.jsonl'}</dd>
        </div>
        <div>
          <dt>Document</dt>
          <dd>{row.sample.documentId}</dd>
        </div>
      </dl>
      <NoteField key={row.sample.id} sampleId={row.sample.id} ref={noteRef} />
      <p className={classes.by}>
        You decide and edit as <AuthorButton />
      </p>
      <SelectionName className={classes.by} />
    </section>
  );
});
