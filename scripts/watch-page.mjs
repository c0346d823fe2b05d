// @ts-check
/** Has a copy of the built studio say what it does and when, for `bench-scale.mjs`. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The page asks for it when the project is open; there is nothing there. */
const openedPath = '/bench-opened';

/**
 * Has the page watch itself from its first line on, and tell the server once a text stands in it.
 *
 * @param {string} root @param {string} wanted
 */
export async function watchPage(root, wanted) {
  await writeFile(path.join(root, 'bench-watch.js'), `(${watch.toString()})(${JSON.stringify([wanted, openedPath])});`);
  const file = path.join(root, 'index.html');
  const html = await readFile(file, 'utf8');
  await writeFile(file, html.replace('<head>', '<head><script src="/bench-watch.js"></script>'));
}

/** Resolves once the page says that the project is open. @param {import('node:http').Server} server */
export function openedIn(server) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('the project did not open within two minutes'));
    }, 120_000);
    server.on('request', ({ url }) => {
      if (url !== openedPath) return;
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

/**
 * Has the storage thread say when it gives an answer: a step is on the disk then, and the page may learn of it later.
 *
 * @param {string} assets
 */
export async function stampAnswers(assets) {
  const file = (await readdir(assets)).find((name) => name.startsWith('project-db.worker'));
  if (file === undefined) throw new Error(`no storage thread in ${assets}`);
  const stamp = `{
    const post = self.postMessage.bind(self);
    self.postMessage = (message, options) =>
      post({ ...message, answeredMs: performance.timeOrigin + performance.now() }, options);
  }`;
  await writeFile(path.join(assets, file), `${stamp}\n${await readFile(path.join(assets, file), 'utf8')}`);
}

/**
 * Notes long tasks, when a text stands in the page and how long saving a step takes; runs in the page before anything
 * else.
 *
 * @param {readonly [wanted: string, openedPath: string]} what
 */
function watch([wanted, openedPath]) {
  const look = () => {
    // Its words alone: to ask which of them are visible would have the browser lay the page out once more.
    if (document.body?.textContent.includes(wanted) !== true) {
      requestAnimationFrame(look);
      return;
    }
    // Behind the frame that shows it.
    setTimeout(() => {
      Reflect.set(window, 'openMs', performance.now());
      // What follows the opening belongs to it, and comes before anything is asked.
      setTimeout(() => void fetch(openedPath), 300);
    }, 0);
  };
  requestAnimationFrame(look);
  /** @type {{ startTime: number, duration: number }[]} */
  const longTasks = [];
  Reflect.set(window, 'longTasks', longTasks);
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  /** @type {{ storedMs: number, knownMs: number }[]} */
  const saves = [];
  Reflect.set(window, 'stepSaves', saves);
  let pressedMs = 0;
  window.addEventListener('keydown', () => (pressedMs = performance.now()), { capture: true });
  const OwnWorker = Worker;
  window.Worker = class extends OwnWorker {
    /** @type {Set<number>} */
    steps = new Set();
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      this.addEventListener('message', ({ data }) => {
        if (data?.kind !== 'outcome' || !this.steps.delete(data.callId)) return;
        const storedMs = data.answeredMs - performance.timeOrigin - pressedMs;
        saves.push({ storedMs, knownMs: performance.now() - pressedMs });
      });
    }
    /** @override @param {any} message @param {any} [transfer] */
    postMessage(message, transfer) {
      if (message?.method === 'saveStep') this.steps.add(message.callId);
      super.postMessage(message, transfer);
    }
  };
}
