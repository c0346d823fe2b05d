import { useDocumentTitle } from '@mantine/hooks';
import { Activity, useState, type ReactNode } from 'react';
import { useRoute, type Route } from '../common/route.ts';
import { KeySheet } from './key-sheet.tsx';
import { stepLabel } from './steps.ts';
import { StepRail } from './step-rail.tsx';
import { StorageBanner } from './storage-banner.tsx';
import { TopBar } from './top-bar.tsx';
import { useNavigationKeys } from './use-navigation-keys.ts';
import { WindowDrop } from './window-drop.tsx';
import classes from './studio-shell.module.css';

/** Screens that are as they were left when one comes back: the filter and place of Review, the text of Preview. */
const keptScreens: readonly Route[] = ['review', 'export', 'preview'];

export interface StudioShellProps {
  readonly screens: Readonly<Record<Route, ReactNode>>;
  /** The open project's name, which leads to the others. */
  readonly projectMenu: ReactNode;
}

/** Rail, top bar and the screen that the address names. */
export function StudioShell({ screens, projectMenu }: StudioShellProps) {
  const route = useRoute();
  const [helpOpen, setHelpOpen] = useState(false);
  const [visited, setVisited] = useState<readonly Route[]>([]);
  if (!visited.includes(route)) setVisited([...visited, route]);
  const shown = visited.filter((each) => each === route || keptScreens.includes(each));
  useDocumentTitle(`${stepLabel(route)} · BioSelect Studio`);
  useNavigationKeys(() => {
    setHelpOpen(true);
  });
  return (
    <div className={classes.shell}>
      <div className={classes.top}>
        <TopBar
          projectMenu={projectMenu}
          onHelp={() => {
            setHelpOpen(true);
          }}
        />
        <StorageBanner />
      </div>
      <StepRail />
      <main className={classes.main}>
        {shown.map((each) => (
          <Activity key={each} mode={each === route ? 'visible' : 'hidden'}>
            <div className={classes.screen}>{screens[each]}</div>
          </Activity>
        ))}
      </main>
      <WindowDrop />
      <KeySheet
        opened={helpOpen}
        onClose={() => {
          setHelpOpen(false);
        }}
      />
    </div>
  );
}
