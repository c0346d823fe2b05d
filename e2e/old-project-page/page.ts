declare global {
  interface Window {
    /** Puts a project of the studio's first schema on the disk, as a studio of that time left it. */
    makeOldProject: (rowCount: number) => Promise<void>;
  }
}

window.makeOldProject = (rowCount) => {
  const worker = new Worker(new URL('./old-project.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ error?: string }>) => {
      // Its files are free for the studio only when it is gone.
      worker.terminate();
      if (data.error === undefined) resolve();
      else reject(new Error(data.error));
    };
    worker.postMessage(rowCount);
  });
};

export {};
