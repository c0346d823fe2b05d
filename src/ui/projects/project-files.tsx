import { Button, FileButton, Group } from '@mantine/core';
import { IconDeviceFloppy, IconFolderOpen, IconPlus, IconSparkles, IconStethoscope } from '@tabler/icons-react';
import { useState } from 'react';
import { FailureNotice } from '../common/layout/failure-notice.tsx';
import { useCommands, useStudio } from '../common/studio-context.tsx';
import { MergeButton } from './merge-button.tsx';
import { MergePanel } from './merge-panel.tsx';

export interface ProjectFilesProps {
  readonly saveFile: (name: string, bytes: Uint8Array) => void;
  /** What comes is shown by the screens. */
  readonly onLeave: () => void;
}

/** New, open, merge, save a copy; what a merge left to decide; and why the last of them came to nothing. */
export function ProjectFiles({ saveFile, onLeave }: ProjectFilesProps) {
  const studio = useCommands();
  const failure = useStudio((state) => state.projectFailure);
  const canOpen = useStudio((state) => state.storage.kind !== 'read-only');
  const canCreate = useStudio((state) => state.storage.kind === 'opfs');
  const [checking, setChecking] = useState(false);
  const check = async () => {
    setChecking(true);
    await studio.checkProject();
    setChecking(false);
  };
  const saveCopy = async () => {
    const copy = await studio.copyProject();
    if (copy !== undefined) saveFile(copy.name, copy.bytes);
  };
  return (
    <>
      <Group gap={8} mb={12}>
        <Button
          leftSection={<IconDeviceFloppy size={16} aria-hidden="true" />}
          onClick={() => {
            void saveCopy();
          }}
        >
          Save a copy
        </Button>
        {canOpen && (
          <>
            <FileButton
              accept=".sqlite3,.sqlite,.db"
              onChange={(file) => {
                if (file !== null) void studio.openProjectFile(file);
              }}
            >
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconFolderOpen size={16} aria-hidden="true" />}>
                  Open a project…
                </Button>
              )}
            </FileButton>
            <MergeButton />
            {canCreate && (
              <>
                <Button
                  variant="default"
                  leftSection={<IconPlus size={16} aria-hidden="true" />}
                  onClick={() => void studio.createProject('Untitled project')}
                >
                  New project
                </Button>
                <Button
                  variant="default"
                  leftSection={<IconSparkles size={16} aria-hidden="true" />}
                  onClick={() => {
                    onLeave();
                    void studio.openDemonstration();
                  }}
                >
                  Demonstration corpus
                </Button>
                <Button
                  variant="default"
                  loading={checking}
                  leftSection={<IconStethoscope size={16} aria-hidden="true" />}
                  onClick={() => {
                    void check();
                  }}
                >
                  Check for damage
                </Button>
              </>
            )}
          </>
        )}
      </Group>
      {failure !== undefined && <FailureNotice failure={failure} />}
      <MergePanel />
    </>
  );
}
