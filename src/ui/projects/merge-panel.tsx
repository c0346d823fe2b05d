import { Button, Group } from '@mantine/core';
import { describeConflict } from '../common/describe-conflict.ts';
import { formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { MergeReport } from './merge-report.tsx';

/** As many as one looks through at a time; the next ones follow as these are settled. */
const SHOWN = 50;

/** What the last merge brought, and where the copies differ, each with both sides to choose from. */
export function MergePanel() {
  const studio = useCommands();
  const report = useStudio((state) => state.mergeReport);
  const conflicts = useStudio((state) => state.conflicts);
  const settled = useStudio((state) => state.settledConflicts);
  if (report === undefined && conflicts.length === 0 && settled.length === 0) return null;
  return (
    <section aria-label="Merge">
      {report !== undefined && <MergeReport report={report} />}
      {conflicts.length > 0 && (
        <>
          <strong>{formatNoun(conflicts.length, 'conflict')} to decide</strong>
          <ul aria-label="Conflicts">
            {conflicts.slice(0, SHOWN).map((conflict, index) => {
              const { about, standing, other } = describeConflict(conflict);
              return (
                <li key={index}>
                  {about}
                  <Group gap={4} my={4}>
                    <Button size="compact-sm" onClick={() => void studio.settleConflict(conflict, 'keep')}>
                      {conflict.kind === 'overlap' ? 'Keep both' : `Keep: ${standing}`}
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => void studio.settleConflict(conflict, 'take')}
                    >
                      Take: {other}
                    </Button>
                  </Group>
                </li>
              );
            })}
          </ul>
        </>
      )}
      {settled.length > 0 && (
        <details>
          <summary>{formatNoun(settled.length, 'decided conflict')}</summary>
          <ul aria-label="Decided conflicts">
            {settled.map((each, index) => {
              const { conflict, choice, author, reason } = each;
              const { about, standing, other } = describeConflict(conflict);
              return (
                <li key={index}>
                  {about}: {choice === 'keep' ? standing : other}, decided by {author}
                  {reason !== undefined && <> because “{reason}”</>}{' '}
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Reopen the conflict of ${about}`}
                    onClick={() => void studio.reopenConflict(each)}
                  >
                    Reopen
                  </Button>
                </li>
              );
            })}
          </ul>
        </details>
      )}
    </section>
  );
}
