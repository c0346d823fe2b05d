import { Button, Group } from '@mantine/core';
import type { StudioState } from '../../studio/state/state.ts';
import { formatNoun } from '../common/number-format.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { RecoveredTables } from './recovered-tables.tsx';

/** What came of a project file that was changed or damaged, before it is opened. */
export function ImportedProjectReport({
  importedProject,
}: {
  importedProject: NonNullable<StudioState['importedProject']>;
}) {
  const studio = useCommands();
  const { name, report, isOpen } = importedProject;
  const replaces = useStudio((state) => state.storage.kind === 'memory') && !isOpen;
  return (
    <section aria-label="Report">
      {report.kind === 'whole' && <p>All of {name} was looked through, and no damage was found.</p>}
      {report.kind === 'log-damaged' && (
        <p>
          {name} is open, but the log of its newest acts is damaged: {formatNoun(report.lostCount, 'act')} saved last
          could not be read and {report.lostCount === 1 ? 'is' : 'are'} lost. All that was saved before is here.
        </p>
      )}
      {report.kind === 'changed' && (
        <p>
          {name} is sound, but it is not what was saved: another program edited it, or it was damaged where only a text
          shows it. Look through it before you rely on it.
        </p>
      )}
      {report.kind === 'recovered' && (
        <>
          <p>
            {name} is damaged ({report.damage}). What could be read is now a new project
            {isOpen ? ', which is open; the damaged one stays in the list.' : '; the file itself is unchanged.'}
          </p>
          <RecoveredTables tables={report.tables} />
        </>
      )}
      {replaces && (
        <p>
          {name} takes the place of the project in this tab, which is kept nowhere else: what was done there since its
          last saved copy is then lost. “Save a copy” keeps it.
        </p>
      )}
      <Group gap={8} my={12}>
        <Button onClick={() => void studio.openImportedProject()}>{isOpen ? 'Go on with it' : 'Open it'}</Button>
        {replaces && (
          <Button
            variant="default"
            onClick={() => {
              studio.leaveImportedProject();
            }}
          >
            Keep what is open
          </Button>
        )}
      </Group>
    </section>
  );
}
