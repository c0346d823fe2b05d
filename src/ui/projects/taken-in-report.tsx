import { Button, Table } from '@mantine/core';
import type { StudioState } from '../../studio/state.ts';
import { formatCount, formatNoun } from '../common/number-format.ts';
import { useCommands } from '../common/studio-context.tsx';

/** What came of a project file that was changed or damaged, before it is opened. */
export function TakenInReport({ takenIn }: { takenIn: NonNullable<StudioState['takenIn']> }) {
  const studio = useCommands();
  const { name, report, isOpen } = takenIn;
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
          <Table aria-label="Recovered">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Table</Table.Th>
                <Table.Th>Kept</Table.Th>
                <Table.Th>Lost</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {report.tables.map(({ table, keptCount, refusedCount, isReadToTheEnd }) => (
                <Table.Tr key={table}>
                  <Table.Th scope="row">{table}</Table.Th>
                  <Table.Td>{formatCount(keptCount)}</Table.Td>
                  <Table.Td>
                    {isReadToTheEnd ? formatCount(refusedCount) : `${formatCount(refusedCount)} and what is unreadable`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
      <Button my={12} onClick={() => void studio.openTakenIn()}>
        {isOpen ? 'Go on with it' : 'Open it'}
      </Button>
    </section>
  );
}
