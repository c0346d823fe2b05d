import { type ProgressRow, reviewProgress } from '../../studio/review-progress.ts';
import { formatCount } from '../common/number-format.ts';
import { useStudio } from '../common/studio-context.tsx';
import classes from './agreement-dialog.module.css';

/** How many samples are decided: of all, with each type, and by whom. */
export function ReviewProgress() {
  const samples = useStudio((state) => state.samples);
  const decisions = useStudio((state) => state.decisions);
  const { overall, byType, byAuthor } = reviewProgress(samples, decisions);
  return (
    <>
      <ProgressTable caption="Progress" first="Samples" rows={[overall, ...byType]} isOpen />
      {byAuthor.length > 0 && <ProgressTable caption="By curator" first="Curator" rows={byAuthor} isOpen={false} />}
    </>
  );
}

interface ProgressTableProps {
  readonly caption: string;
  readonly first: string;
  readonly rows: readonly ProgressRow[];
  /** Whether samples can be undecided here. */
  readonly isOpen: boolean;
}

function ProgressTable({ caption, first, rows, isOpen }: ProgressTableProps) {
  const heads = ['Approved', 'Rejected', 'Unsure', ...(isOpen ? ['Undecided'] : [])];
  return (
    <>
      <h3>{caption}</h3>
      <table className={classes.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {[first, ...heads].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, approved, rejected, unsure, undecided }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{formatCount(approved)}</td>
              <td>{formatCount(rejected)}</td>
              <td>{formatCount(unsure)}</td>
              {isOpen && <td>{formatCount(undecided)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
