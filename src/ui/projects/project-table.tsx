import { Button, Group, Table, TextInput } from '@mantine/core';
import type { StudioState } from '../../studio/state/state.ts';
import { useCommands, useStudio } from '../common/studio-context.tsx';

type ProjectEntry = NonNullable<StudioState['projects']>['projects'][number];

/** All projects and, under them, the trash, which only the person empties. */
export function ProjectTable({ saveFile }: { saveFile: (name: string, bytes: Uint8Array) => void }) {
  const studio = useCommands();
  const list = useStudio((state) => state.projects);
  if (list === undefined) return null;
  const saveFileOf = async (id: string) => {
    const copy = await studio.copyProjectFile(id);
    if (copy !== undefined) saveFile(copy.name, copy.bytes);
  };
  const kept = list.projects.filter(({ trashedAtMs }) => trashedAtMs === undefined);
  const trashed = list.projects.filter(({ trashedAtMs }) => trashedAtMs !== undefined);
  return (
    <>
      <Table aria-label="Projects">
        <Table.Tbody>
          {kept.map((project) => (
            <ProjectRow
              key={project.id}
              project={project}
              isCurrent={project.id === list.currentId}
              onSaveFile={() => {
                void saveFileOf(project.id);
              }}
            />
          ))}
        </Table.Tbody>
      </Table>
      {trashed.length > 0 && (
        <>
          <Group justify="space-between" mt={16}>
            <strong>Trash</strong>
            <Button size="compact-sm" color="red" variant="subtle" onClick={() => void studio.emptyTrash()}>
              Delete for good
            </Button>
          </Group>
          <Table aria-label="Trash">
            <Table.Tbody>
              {trashed.map(({ id, name }) => (
                <Table.Tr key={id}>
                  <Table.Th scope="row">{name}</Table.Th>
                  <Table.Td ta="right">
                    <Button size="compact-sm" variant="default" onClick={() => void studio.restoreTrashed(id)}>
                      Restore
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </>
  );
}

interface ProjectRowProps {
  readonly project: ProjectEntry;
  readonly isCurrent: boolean;
  readonly onSaveFile: () => void;
}

function ProjectRow({ project, isCurrent, onSaveFile }: ProjectRowProps) {
  const studio = useCommands();
  const { id, name } = project;
  const rename = (typed: string) => {
    const wanted = typed.trim();
    if (wanted !== '' && wanted !== name) void studio.renameProject(id, wanted);
  };
  return (
    <Table.Tr>
      <Table.Th scope="row" w="50%">
        <TextInput
          key={name}
          aria-label={`Name of ${name}`}
          defaultValue={name}
          onBlur={(event) => {
            rename(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename(event.currentTarget.value);
          }}
        />
      </Table.Th>
      <Table.Td ta="right">
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {isCurrent ? (
            <span>open</span>
          ) : (
            <>
              <Button size="compact-sm" variant="default" onClick={() => void studio.openProject(id)}>
                Open
              </Button>
              <Button size="compact-sm" variant="default" aria-label={`Save the file of ${name}`} onClick={onSaveFile}>
                Save the file
              </Button>
            </>
          )}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void studio.duplicateProject(id, `${name} (copy)`)}
          >
            Duplicate
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => void studio.trashProject(id)}>
            To the trash
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
