import type { VerdictCounts } from '../../../storage/contract/sample-answers.ts';
import { formatCount } from '../../common/number-format.ts';
import { useStudio } from '../../common/studio-context.tsx';
import { useSampleAnswer } from '../../common/use-sample-answer.ts';
import classes from './agreement-dialog.module.css';
import { authorRows } from './author-rows.ts';

/** How many samples are decided: of all, with each type, and by whom. */
export function ReviewProgress() {
  const version = useStudio(({ sampleView }) => sampleView?.version);
  const all = useStudio(({ sampleView }) => sampleView?.counts.byVerdict);
  const browserId = useStudio(({ workPlace }) => workPlace?.browserId);
  const progress = useSampleAnswer(version === undefined ? undefined : String(version), (store) => store.progress());
  if (all === undefined || progress === undefined) return null;
  const overall = { name: 'All samples', ...all };
  const byType = inOrder(
    progress.byType.map(({ entityType, counts }) => ({
      name: entityType === undefined ? 'without a mention' : `with ${entityType}`,
      isLast: entityType === undefined,
      ...counts,
    })),
  );
  const byAuthor = inOrder(authorRows(progress.byAuthor, browserId).map((row) => ({ ...row, isLast: false })));
  return (
    <>
      <ProgressTable caption="Progress" first="Samples" rows={[overall, ...byType]} isOpen />
      {byAuthor.length > 0 && <ProgressTable caption="By curator" first="Curator" rows={byAuthor} isOpen={false} />}
    </>
  );
}

interface ProgressRow extends VerdictCounts {
  readonly name: string;
}

/** By name, but for the one that stands last. */
function inOrder<Row extends ProgressRow & { readonly isLast: boolean }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((one, other) => Number(one.isLast) - Number(other.isLast) || (one.name < other.name ? -1 : 1));
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
