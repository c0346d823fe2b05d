import type { AgreementValue } from '../../../core/evaluation/agreement/agreement-value.ts';
import type { AgreementRow } from '../../../core/evaluation/agreement/measure-agreement.ts';
import { formatCount, formatScore } from '../../common/number-format.ts';
import classes from './agreement-dialog.module.css';

const WHY: Readonly<Record<Extract<AgreementValue, { kind: 'undefined' }>['why'], string>> = {
  'nothing-to-compare': 'nothing there',
  'no-variation': 'no variation',
};

export interface AgreementTableProps {
  readonly caption: string;
  /** Head of the column of names. */
  readonly first: string;
  readonly rows: readonly AgreementRow[];
}

/** One row of measures for each part that is compared. */
export function AgreementTable({ caption, first, rows }: AgreementTableProps) {
  return (
    <table className={classes.table}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {[first, 'One', 'Other', 'Equal', 'F1 exact', 'F1 relaxed', 'Kappa', 'Alpha', 'Unitizing alpha'].map(
            (head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <td>{formatCount(row.oneCount)}</td>
            <td>{formatCount(row.otherCount)}</td>
            <td>{formatCount(row.equalCount)}</td>
            {[row.exactF1, row.relaxedF1, row.kappa, row.alpha, row.unitizing].map((value, place) => (
              // The measures stand in their places; nothing else tells them apart.
              // oxlint-disable-next-line react/no-array-index-key
              <td key={place}>{value.kind === 'defined' ? formatScore(value.value) : <i>{WHY[value.why]}</i>}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
