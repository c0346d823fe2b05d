import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { SampleRow } from '../../../storage/contract/sample-answers.ts';
import type { Studio } from '../../../studio/create-studio.ts';
import type { StudioCommands } from '../../../studio/state/studio-commands.ts';
import { Dialog } from '../../common/layout/dialog.tsx';
import { formatAll, formatCount, formatNoun, formatScore } from '../../common/number-format.ts';
import { reasonLabels } from '../../common/selection/reason-label.ts';
import { useCommands, useStudio } from '../../common/studio-context.tsx';
import classes from '../common/review-screen.module.css';
import { useAnswerAbout } from './use-answer-about.ts';

export type Verdict = Parameters<StudioCommands['decide']>[1];

/** Rows shown before a bulk decision; the count says the rest. */
const previewCount = 8;

export interface BulkDecisionProps {
  readonly places: Uint32Array;
  readonly onClose: () => void;
}

/** Asks before deciding exactly the samples that the filter shows. */
export function BulkDecision({ places, onClose }: BulkDecisionProps) {
  return (
    <Dialog
      opened
      onClose={onClose}
      title={`Decide ${formatAll(places.length, 'sample')} that the filter shows`}
      size="lg"
    >
      <BulkPreview places={places} onClose={onClose} />
    </Dialog>
  );
}

function BulkPreview({ places, onClose }: BulkDecisionProps) {
  const [verdict, setVerdict] = useState<'approved' | 'rejected'>('approved');
  const [isCompleting, setCompleting] = useState(false);
  const verb = verdict === 'rejected' ? 'Reject' : 'Approve';
  const studio = useCommands();
  const version = useStudio(({ sampleView }) => sampleView?.version);
  const bulk = useAnswerAbout(places, `${version} ${verdict}`, async (samples) => {
    const decision = await samples.bulkDecision(places, verdict);
    return { ...decision, rows: await samples.rows([...decision.places.subarray(0, previewCount)]) };
  });
  const completed = isCompleting && bulk !== undefined ? bulk.passedOver : undefined;
  const count = (bulk?.places.length ?? 0) + (completed?.length ?? 0);
  return (
    <>
      <SegmentedControl
        aria-label="Decision for all"
        value={verdict}
        data={[
          { value: 'approved', label: 'Approve' },
          { value: 'rejected', label: 'Reject' },
        ]}
        onChange={(value) => {
          setVerdict(value === 'rejected' ? 'rejected' : 'approved');
        }}
      />
      {bulk === undefined ? (
        <p role="status">Counting…</p>
      ) : (
        <BulkFacts bulk={bulk} shownCount={places.length} verdict={verdict} />
      )}
      {bulk !== undefined && bulk.passedOver.length > 0 && (
        <Checkbox
          className={classes.bulkComplete ?? ''}
          label={`Approve the ${formatNoun(bulk.passedOver.length, 'sample')} passed over too, as annotated in full`}
          description={`${formatNoun(bulk.passedOver.length - bulk.passedOverWithMentions, 'becomes a negative', 'become negatives')}: nothing here. ${formatNoun(bulk.passedOverWithMentions, 'keeps', 'keep')} the mentions that stand.`}
          checked={isCompleting}
          onChange={(event) => {
            setCompleting(event.currentTarget.checked);
          }}
        />
      )}
      <div className={classes.bulkButtons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={count === 0}
          onClick={() => {
            if (bulk !== undefined) void studio.decideAll(bulk.places, verdict, completed);
            onClose();
          }}
        >
          {verb} {formatNoun(count, 'sample')}
        </Button>
      </div>
    </>
  );
}

interface BulkFactsProps {
  readonly bulk: Awaited<ReturnType<Studio['samples']['bulkDecision']>> & { readonly rows: readonly SampleRow[] };
  readonly shownCount: number;
  readonly verdict: 'approved' | 'rejected';
}

function BulkFacts({ bulk, shownCount, verdict }: BulkFactsProps) {
  const { places: changed, passedOver, rows, reversedCount: reversed, againstCount: against } = bulk;
  const alreadyCount = shownCount - changed.length - passedOver.length;
  return (
    <>
      <ul className={classes.bulkFacts}>
        <li>
          {formatNoun(changed.length, 'sample')} will be {verdict}
          {alreadyCount > 0 &&
            `; ${formatNoun(alreadyCount, 'of those shown already is', 'of those shown already are')}`}
          .
        </li>
        <li>
          {formatCount(against)} of them {against === 1 ? 'goes' : 'go'} against the filter’s pick.
        </li>
        {passedOver.length > 0 && (
          <li>
            {formatNoun(passedOver.length, 'is', 'are')} not annotated and {passedOver.length === 1 ? 'is' : 'are'}{' '}
            passed over: an approval alone does not let {passedOver.length === 1 ? 'it' : 'them'} out.
          </li>
        )}
        {reversed > 0 && <li>{formatNoun(reversed, 'decision')} that you made the other way will be reversed.</li>}
        <li>One undo takes all of it back.</li>
      </ul>
      <table className={classes.bulkTable}>
        <thead>
          <tr>
            <th scope="col">IFD</th>
            <th scope="col">Filter</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.sample.id}>
              <td>{row.ifd === undefined ? '–' : formatScore(row.ifd)}</td>
              <td>{row.pick === undefined ? '' : reasonLabels[row.pick.reason.kind]}</td>
              <td className={classes.bulkText}>{row.sample.input}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changed.length > previewCount && (
        <p className={classes.dim}>and {formatCount(changed.length - previewCount)} more</p>
      )}
    </>
  );
}
