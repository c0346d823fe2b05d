import '@mantine/core/styles.layer.css';
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { version } from '../package.json';
import { toFailure } from './core/failure.ts';
import { createBrowserDisk } from './storage/database/browser-disk.ts';
import { createFolderStore } from './browser/folder-store.ts';
import { createModelCache } from './browser/model-cache.ts';
import type { openProjectStore } from './storage/thread/project-store-client.ts';
import { saveFile } from './browser/save-file.ts';
import { createTabChannel } from './browser/tab-channel.ts';
import { createScreenWakeLock } from './browser/wake-lock.ts';
import { DEMONSTRATION_FILE, holdsAnything } from './studio/corpus/demonstration.ts';
import { createStudio } from './studio/create-studio.ts';
import { bundledModel } from './ui/common/models/model-words.ts';
import { StartFailure } from './ui/start-failure.tsx';
import { StudioApp } from './ui/studio-app.tsx';
import { createCorpusClient } from './worker/corpus-client.ts';
import type { IncomingFile } from './worker/corpus-protocol.ts';
import { createScorerClient } from './worker/scorer-client.ts';
import { createTrainingClient } from './worker/training-client.ts';

/** In the address of a page that is to open the demonstration corpus. */
const OPENS_DEMONSTRATION = '#/corpus?open=demonstration';

async function readDemonstration(): Promise<readonly IncomingFile[]> {
  const response = await fetch(`demo/${DEMONSTRATION_FILE}`);
  if (!response.ok) throw new Error(`demo/${DEMONSTRATION_FILE}: HTTP ${response.status}`);
  return [{ name: DEMONSTRATION_FILE, content: await response.blob() }];
}

/** Wires storage, workers and store together, mounts React and brings the project back; shows what goes wrong. */
export async function startStudio(opening: ReturnType<typeof openProjectStore>): Promise<void> {
  const container = document.querySelector('#root');
  if (container === null) throw new Error('the page has no #root');
  const root = createRoot(container);
  try {
    const { store, samples, projects } = await opening;
    const studio = createStudio({
      store,
      samples,
      projects,
      tabs: createTabChannel(),
      scorer: createScorerClient(
        () =>
          new Worker(new URL('./worker/scorer.worker.ts', import.meta.url), {
            type: 'module',
            name: 'bioselect-scorer',
          }),
      ),
      trainer: createTrainingClient(
        () =>
          new Worker(new URL('./worker/training.worker.ts', import.meta.url), {
            type: 'module',
            name: 'bioselect-trainer',
          }),
      ),
      corpusWorker: createCorpusClient(),
      models: createModelCache(),
      folders: createFolderStore(),
      disk: createBrowserDisk(),
      wakeLock: createScreenWakeLock(),
      now: () => Date.now(),
      wait: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
      restart: (open) => {
        // What Review shows is the project's to say, which may be another one then.
        const address = open === 'demonstration' ? OPENS_DEMONSTRATION : window.location.hash.split('?')[0];
        window.history.replaceState(null, '', address);
        window.location.reload();
      },
      defaultModel: bundledModel('weak'),
      readDemonstration,
      packageVersion: version,
    });
    // As a transition: it is made in pieces, between which the page stays free.
    await new Promise<void>((resolve) => {
      startTransition(() => {
        root.render(
          <StudioApp
            studio={studio}
            saveFile={(name, bytes) => {
              saveFile(name, new Uint8Array(bytes));
            }}
            onDrawn={resolve}
          />,
        );
      });
    });
    // Behind that: what changes while the pieces are made has all of them made again, in one.
    await studio.restore();
    if (window.location.hash === OPENS_DEMONSTRATION) {
      window.history.replaceState(null, '', '#/corpus');
      if (!holdsAnything(studio.state.getState())) await studio.commands.openDemonstration();
    }
  } catch (thrown) {
    root.render(<StartFailure failure={toFailure(thrown)} />);
  }
}
