import './ui/common/theme.css';
import { openProjectStore } from './storage/thread/project-store-client.ts';

async function start(): Promise<void> {
  // First of all: the project is opened in its thread while this one compiles what shows it.
  const opening = openProjectStore();
  // What went wrong is shown by the page that is on its way.
  opening.catch(() => undefined);
  // Libraries and screens are compiled and evaluated in tasks of their own, so that none is long.
  await import('react-dom/client');
  await import('./ui/studio-app.tsx');
  const { startStudio } = await import('./start-studio.tsx');
  await startStudio(opening);
}

void start();
