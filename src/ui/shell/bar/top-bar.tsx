import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCommand, IconInfoCircle, IconKeyboard } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStudio } from '../../common/studio-context.tsx';
import { DeviceChip } from './device-chip.tsx';
import { JobChip } from './job-chip.tsx';
import { projectName } from './project-name.ts';
import { SaveStatus } from './save-status.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import classes from './top-bar.module.css';

export interface TopBarProps {
  readonly onHelp: () => void;
  readonly onPalette: () => void;
  readonly onAbout: () => void;
  /** The open project's name, which leads to the others. */
  readonly projectMenu: ReactNode;
}

export function TopBar({ onHelp, onPalette, onAbout, projectMenu }: TopBarProps) {
  const name = useStudio(projectName);
  return (
    <header className={classes.bar}>
      <span className={classes.brand}>
        <svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" className={classes.mark} />
          <path d="M6 24h4v-5H6zM12 24h4v-9h-4z" className={classes.markLow} />
          <path d="M18 24h4V11h-4zM24 24h3V7h-3z" className={classes.markHigh} />
        </svg>
        BioSelect Studio
      </span>
      {projectMenu}
      <span className={classes.project}>{name}</span>
      <SaveStatus />
      <span className={classes.space} />
      <JobChip />
      <DeviceChip />
      <Tooltip label="Commands (Ctrl+K)">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Find a command"
          aria-keyshortcuts="Control+K"
          onClick={onPalette}
        >
          <IconCommand size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Keys (?)">
        <ActionIcon variant="subtle" color="gray" aria-label="Show all keys" onClick={onHelp}>
          <IconKeyboard size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="About: version and licences">
        <ActionIcon variant="subtle" color="gray" aria-label="About BioSelect Studio" onClick={onAbout}>
          <IconInfoCircle size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <ThemeToggle />
    </header>
  );
}
