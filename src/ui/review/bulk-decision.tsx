import { Button } from '@mantine/core';
import type { StudioCommands } from '../../studio/state.ts';
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
  /** Undefined while no bulk decision is asked for. */
  readonly verdict: Exclude<Verdict, 'undecided'> | undefined;
  readonly rows: readonly ReviewRow[];
  readonly onClose: () => void;
}

/** Asks before deciding exactly the samples that the filter shows. */
export function BulkDecision({ verdict, rows, onClose }: BulkDecisionProps) {
  const verb = verdict === 'rejected' ? 'Reject' : 'Approve';
  return (
    <Dialog
      opened={verdict !== undefined}
      onClose={onClose}
      title={`${verb} all samples that the filter shows`}
      size="lg"
    >
      {verdict !== undefined && <BulkPreview verdict={verdict} verb={verb} rows={rows} onClose={onClose} />}
    </Dialog>
  );
}

interface BulkPreviewProps {
  readonly verdict: Exclude<Verdict, 'undecided'>;
  readonly verb: string;
  readonly rows: readonly ReviewRow[];
  readonly onClose: () => void;
}

function BulkPreview({ verdict, verb, rows, onClose }: BulkPreviewProps) {
  const studio = useCommands();
  const decisions = useStudio((state) => state.decisions);
  const changed = rows.filter((row) => decisions.get(row.sample.id)?.verdict !== verdict);
  const reversed = changed.filter((row) => decisions.has(row.sample.id)).length;
  const against = changed.filter((row) => (row.pick?.kept ?? false) !== (verdict === 'approved')).length;
  return (
    <>
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
          data-autofocus
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
