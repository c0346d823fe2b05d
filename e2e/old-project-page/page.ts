import type { OldProjectTask } from './old-project.worker.ts';

declare global {
  interface Window {
    /** Puts a project of the studio's first schema on the disk, as a studio of that time left it. */
    makeOldProject: (rowCount: number) => Promise<void>;
    /** Changes every text of that project and ends in the middle of it, as a crash does. */
    breakOff: () => Promise<void>;
  }
}

async function run(task: OldProjectTask): Promise<void> {
  const worker = new Worker(new URL('./old-project.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ error?: string }>) => {
      // Its files are free for the studio only when it is gone.
      worker.terminate();
      if (data.error === undefined) resolve();
      else reject(new Error(data.error));
    };
    worker.postMessage(task);
  });
}

window.makeOldProject = (rowCount) => run({ kind: 'make', rowCount });
window.breakOff = () => run({ kind: 'break-off' });
