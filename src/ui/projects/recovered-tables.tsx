import { Table } from '@mantine/core';
import type { StudioState } from '../../studio/state/state.ts';
import { formatCount } from '../common/number-format.ts';

type Report = NonNullable<StudioState['importedProject']>['report'];

/** What was kept and what was lost of a damaged project, table by table. */
export function RecoveredTables({ tables }: { tables: Extract<Report, { kind: 'recovered' }>['tables'] }) {
  return (
    <Table aria-label="Recovered">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Table</Table.Th>
          <Table.Th>Kept</Table.Th>
          <Table.Th>Lost</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tables.map(({ table, keptCount, refusedCount, isReadToTheEnd }) => (
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
  );
}
