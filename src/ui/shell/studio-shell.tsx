import { useDocumentTitle } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useRoute, type Route } from '../common/route.ts';
import { KeySheet } from './key-sheet.tsx';
import { stepLabel } from './steps.ts';
import { StepRail } from './step-rail.tsx';
import { StorageBanner } from './storage-banner.tsx';
import { TopBar } from './top-bar.tsx';
import { useNavigationKeys } from './use-navigation-keys.ts';
import { WindowDrop } from './window-drop.tsx';
import classes from './studio-shell.module.css';

/** Rail, top bar and the screen that the address names. */
export function StudioShell({ screens }: { screens: Readonly<Record<Route, ReactNode>> }) {
  const route = useRoute();
  const [helpOpen, setHelpOpen] = useState(false);
  useDocumentTitle(`${stepLabel(route)} · BioSelect Studio`);
  useNavigationKeys(() => {
    setHelpOpen(true);
  });
  return (
    <div className={classes.shell}>
      <div className={classes.top}>
        <TopBar
          onHelp={() => {
            setHelpOpen(true);
          }}
        />
        <StorageBanner />
      </div>
      <StepRail />
      <main className={classes.main} key={route} tabIndex={-1}>
        {screens[route]}
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
