import { Button, Group } from '@mantine/core';
import { ConflictSentence } from '../common/text/conflict-sentence.tsx';
import { describeConflict, describeSettled } from '../common/text/describe-conflict.ts';
import { useEntityTypeCues } from '../common/text/entity-types.ts';
import { formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { locatorOfConflict } from '../common/text/locator-of-conflict.ts';
import { MergeReport } from './merge-report.tsx';

/** As many as one looks through at a time; the next ones follow as these are settled. */
const SHOWN = 50;

/** What the last merge brought, and where the copies differ, each with both sides to choose from. */
export function MergePanel() {
  const studio = useCommands();
  const report = useStudio((state) => state.mergeReport);
  const conflicts = useStudio((state) => state.conflicts);
  const settled = useStudio((state) => state.settledConflicts);
  const copyId = useStudio((state) => state.workPlace?.copyId);
  const cues = useEntityTypeCues(useStudio((state) => state.sampleOptions.entityTypes));
  if (report === undefined && conflicts.length === 0 && settled.length === 0) return null;
  return (
    <section aria-label="Merge">
      {report !== undefined && <MergeReport report={report} />}
      {conflicts.length > 0 && (
        <>
          <strong>{formatNoun(conflicts.length, 'conflict')} to decide</strong>
          <p>Both copies changed these, each in its own way. They can be edited by hand in Review.</p>
          <ul aria-label="Conflicts">
            {conflicts.slice(0, SHOWN).map((conflict, index) => {
              const { about, sides, choices } = describeConflict(conflict, copyId);
              return (
                <li key={index}>
                  {about}
                  <ConflictSentence locator={locatorOfConflict(conflict)} sides={sides} cues={cues} />
                  <Group gap={4} my={4}>
                    {choices
                      .filter(({ id }) => id !== 'by-hand')
                      .map(({ id, choice, label }) => (
                        <Button
                          key={id}
                          size="compact-sm"
                          variant={id === 'mine' ? 'filled' : 'default'}
                          title={sides.find((side) => side.choice === id)?.who}
                          onClick={() => void studio.settleConflict(conflict, choice)}
                        >
                          {label}
                        </Button>
                      ))}
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
              const { about } = describeConflict(conflict, copyId);
              return (
                <li key={index}>
                  {about}: {describeSettled(conflict, choice, copyId)}, decided by {author}
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
