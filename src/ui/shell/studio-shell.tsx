import { Activity, type ReactNode, useDeferredValue, useState } from 'react';
import { useRoute, type Route } from '../common/route.ts';
import { ActionContext, createActionRegistry } from '../common/keys/use-actions.ts';
import { AboutDialog } from './bar/about-dialog.tsx';
import { CommandPalette } from './keys/command-palette.tsx';
import { KeyChoice } from './keys/key-choice.tsx';
import { KeySheet } from './keys/key-sheet.tsx';
import { NoticeBanner } from './banners/notice-banner.tsx';
import { stepLabel } from './rail/steps.ts';
import { StepRail } from './rail/step-rail.tsx';
import { StorageBanner } from './banners/storage-banner.tsx';
import { TopBar } from './bar/top-bar.tsx';
import { TabTitle } from './tab-title.tsx';
import { useAskBeforeLeaving } from './use-ask-before-leaving.ts';
import { useNavigationKeys } from './keys/use-navigation-keys.ts';
import { usePalette, usePaletteKey } from './keys/use-palette.ts';
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
  const [dialog, setDialog] = useState<'keys' | 'choice' | 'about'>();
  const [registry] = useState(createActionRegistry);
  const palette = usePalette(registry);
  // A large screen is made in pieces, between which the page stays free; the rail shows at once where one goes.
  const shownRoute = useDeferredValue(route);
  const [visited, setVisited] = useState<readonly Route[]>([]);
  if (!visited.includes(shownRoute)) setVisited([...visited, shownRoute]);
  const shown = visited.filter((each) => each === shownRoute || keptScreens.includes(each));
  const help = () => {
    setDialog('keys');
  };
  const about = () => {
    setDialog('about');
  };
  const close = () => {
    setDialog(undefined);
  };
  useNavigationKeys(help);
  useAskBeforeLeaving();
  usePaletteKey(palette.open);
  return (
    <div className={classes.shell}>
      <TabTitle step={stepLabel(route)} />
      <div className={classes.top}>
        <TopBar projectMenu={projectMenu} onHelp={help} onPalette={palette.open} onAbout={about} />
        <StorageBanner />
        <NoticeBanner />
      </div>
      <StepRail />
      <main className={classes.main}>
        <ActionContext value={registry}>
          {shown.map((each) => (
            <Activity key={each} mode={each === shownRoute ? 'visible' : 'hidden'}>
              <div className={classes.screen}>{screens[each]}</div>
            </Activity>
          ))}
        </ActionContext>
      </main>
      <WindowDrop />
      <KeySheet opened={dialog === 'keys'} onClose={close} />
      {dialog === 'choice' && <KeyChoice onClose={close} />}
      {dialog === 'about' && <AboutDialog onClose={close} />}
      {palette.handlers !== undefined && (
        <CommandPalette
          handlers={palette.handlers}
          onHelp={help}
          onKeys={() => {
            setDialog('choice');
          }}
          onAbout={about}
          onClose={palette.close}
        />
      )}
    </div>
  );
}
