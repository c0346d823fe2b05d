import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog } from '../common/layout/dialog.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { DiskPanel } from './disk-panel.tsx';
import { ProjectFiles } from './project-files.tsx';
import { ProjectTable } from './project-table.tsx';
import { ImportedProjectReport } from './imported-project-report.tsx';

/** The open project's name; leads to all projects of this browser. */
export function ProjectMenu({ saveFile }: { saveFile: (name: string, bytes: Uint8Array) => void }) {
  const studio = useCommands();
  const name = useStudio((state) => state.projects?.projects.find(({ id }) => id === state.projects?.currentId)?.name);
  const importedProject = useStudio((state) => state.importedProject);
  const failed = useStudio((state) => state.projectFailure !== undefined && state.storage.kind !== 'read-only');
  const isReadOnly = useStudio((state) => state.storage.kind !== 'opfs');
  const [opened, setOpened] = useState(false);
  const [seen, setSeen] = useState(false);
  if (seen && !failed && importedProject === undefined) setSeen(false);
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
        opened={opened || ((importedProject !== undefined || failed) && !seen)}
        onClose={() => {
          setOpened(false);
          setSeen(true);
          studio.dismissProjectFailure();
        }}
      >
        {importedProject !== undefined && <ImportedProjectReport importedProject={importedProject} />}
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
