import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { StudioCommands } from '../../studio/studio-commands.ts';
import { Dialog } from '../common/dialog.tsx';
import { formatCount, formatNoun, formatScore } from '../common/number-format.ts';
import { reasonLabels } from '../common/reason-label.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import type { ReviewRow } from './review-rows.ts';
import classes from './review-screen.module.css';

export type Verdict = Parameters<StudioCommands['decide']>[1];

/** Rows shown before a bulk decision; the count says the rest. */
const previewCount = 8;

export interface BulkDecisionProps {
  readonly opened: boolean;
  readonly rows: readonly ReviewRow[];
  readonly onClose: () => void;
}

/** Asks before deciding exactly the samples that the filter shows. */
export function BulkDecision({ opened, rows, onClose }: BulkDecisionProps) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={`Decide all ${formatNoun(rows.length, 'sample')} that the filter shows`}
      size="lg"
    >
      <BulkPreview rows={rows} onClose={onClose} />
    </Dialog>
  );
}

function BulkPreview({ rows, onClose }: Omit<BulkDecisionProps, 'opened'>) {
  const [verdict, setVerdict] = useState<'approved' | 'rejected'>('approved');
  const verb = verdict === 'rejected' ? 'Reject' : 'Approve';
  const studio = useCommands();
  const decisions = useStudio((state) => state.decisions);
  const changed = rows.filter((row) => decisions.get(row.sample.id)?.verdict !== verdict);
  const reversed = changed.filter((row) => decisions.has(row.sample.id)).length;
  const against = changed.filter((row) => (row.pick?.kept ?? false) !== (verdict === 'approved')).length;
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
      <ul className={classes.bulkFacts}>
        <li>
          {formatNoun(changed.length, 'sample')} will be {verdict}
          {changed.length < rows.length && `; ${formatCount(rows.length - changed.length)} of those shown already are`}.
        </li>
        <li>
          {formatCount(against)} of them {against === 1 ? 'goes' : 'go'} against the filter’s pick.
        </li>
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
          {changed.slice(0, previewCount).map((row) => (
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
      <div className={classes.bulkButtons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={changed.length === 0}
          onClick={() => {
            void studio.decide(
              changed.map((row) => row.sample.id),
              verdict,
            );
            onClose();
          }}
        >
          {verb} {formatNoun(changed.length, 'sample')}
        </Button>
      </div>
    </>
  );
}
