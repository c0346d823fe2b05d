import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog } from '../common/layout/dialog.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { DiskPanel } from './disk-panel.tsx';
import { ProjectFiles } from './project-files.tsx';
import { ProjectTable } from './project-table.tsx';
import { TakenInReport } from './taken-in-report.tsx';

/** The open project's name; leads to all projects of this browser. */
export function ProjectMenu({ saveFile }: { saveFile: (name: string, bytes: Uint8Array) => void }) {
  const studio = useCommands();
  const name = useStudio((state) => state.projects?.projects.find(({ id }) => id === state.projects?.currentId)?.name);
  const takenIn = useStudio((state) => state.takenIn);
  const failed = useStudio((state) => state.projectFailure !== undefined && state.storage.kind !== 'read-only');
  const isReadOnly = useStudio((state) => state.storage.kind !== 'opfs');
  const [opened, setOpened] = useState(false);
  const [seen, setSeen] = useState(false);
  if (seen && !failed && takenIn === undefined) setSeen(false);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        aria-haspopup="dialog"
        onClick={() => {
          setOpened(true);
          void studio.listProjects();
        }}
      >
        {name ?? 'Project'}
      </Button>
      <Dialog
        title="Projects"
        size="lg"
        opened={opened || ((takenIn !== undefined || failed) && !seen)}
        onClose={() => {
          setOpened(false);
          setSeen(true);
          studio.dismissProjectFailure();
        }}
      >
        {takenIn !== undefined && <TakenInReport takenIn={takenIn} />}
        <ProjectFiles
          saveFile={saveFile}
          onLeave={() => {
            setOpened(false);
          }}
        />
        {!isReadOnly && <ProjectTable saveFile={saveFile} />}
        <DiskPanel />
      </Dialog>
    </>
  );
}
