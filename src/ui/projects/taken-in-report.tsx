import { Button } from '@mantine/core';
import type { StudioState } from '../../studio/state.ts';
import { useCommands } from '../common/studio-context.tsx';
import { RecoveredTables } from './recovered-tables.tsx';

/** What came of a project file that was changed or damaged, before it is opened. */
export function TakenInReport({ takenIn }: { takenIn: NonNullable<StudioState['takenIn']> }) {
  const studio = useCommands();
  const { name, report, isOpen } = takenIn;
  return (
    <section aria-label="Report">
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
      <Button my={12} onClick={() => void studio.openTakenIn()}>
        {isOpen ? 'Go on with it' : 'Open it'}
      </Button>
    </section>
  );
}
