import { MantineProvider } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import type { Studio } from '../studio/create-studio.ts';
import { StudioProvider } from './common/studio-context.tsx';
import type { Route } from './common/route.ts';
import { ExportScreen } from './export/export-screen.tsx';
import { ModelsScreen } from './models/models-screen.tsx';
import { CorpusScreen } from './open/corpus-screen.tsx';
import { PreviewScreen } from './preview/preview-screen.tsx';
import { ProjectMenu } from './projects/project-menu.tsx';
import { ReviewScreen } from './review/review-screen.tsx';
import { ScoreScreen } from './score/score-screen.tsx';
import { SelectScreen } from './select/select-screen.tsx';
import { StudioShell } from './shell/studio-shell.tsx';
import { studioTheme } from './studio-theme.ts';

export interface StudioAppProps {
  readonly studio: Studio;
  /** Hands bytes to the browser's download. */
  readonly saveFile: (name: string, bytes: Uint8Array) => void;
  /** The page stands for the first time. */
  readonly onDrawn?: () => void;
}

/**
 * The whole page. Mantine's variables and global classes come from its style sheet and not from `<style>` tags, which
 * the content security policy refuses.
 */
export function StudioApp({ studio, saveFile, onDrawn }: StudioAppProps) {
  useEffect(() => onDrawn?.(), [onDrawn]);
  const screens: Readonly<Record<Route, ReactNode>> = {
    corpus: <CorpusScreen />,
    score: <ScoreScreen />,
    select: <SelectScreen />,
    review: <ReviewScreen />,
    export: <ExportScreen saveFile={saveFile} />,
    preview: <PreviewScreen saveFile={saveFile} />,
    models: <ModelsScreen />,
  };
  return (
    <MantineProvider theme={studioTheme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <StudioProvider studio={studio}>
        <StudioShell screens={screens} projectMenu={<ProjectMenu saveFile={saveFile} />} />
      </StudioProvider>
    </MantineProvider>
  );
}
