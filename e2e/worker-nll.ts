import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { rootDir } from '../scripts/run-command.mjs';
import type { ScoredSample } from '../src/core/ifd/scored-sample.ts';
import type { CallerMessage, ServerMessage } from '../src/thread/messages.ts';

/** Token NLLs of a text, by the reference; nats, `nll[0]` is null. */
export interface NllReference {
  readonly text: string;
  readonly ids: readonly number[];
  readonly nll: readonly (number | null)[];
}

/** Where the test hands out model folders; the studio's own server knows nothing of it. */
const FOLDER_ROUTE = '/parity-model/';

/** Reference texts are cut at 400 ids; prompt and answer together have to hold them. */
const MAX_LENGTH = 408;

/**
 * Loads a model folder into the built scorer worker, on WASM, and returns the largest |ΔNLL| over the tokens of all
 * rows. A text stands as the answer, whose direct loss is what the text has without anything before it.
 * `configFields` stand above those of the folder's config.json.
 */
export async function worstNllInWorker(
  page: Page,
  folder: string,
  { rows, configFields = {} }: { rows: readonly NllReference[]; configFields?: Readonly<Record<string, string>> },
): Promise<{ readonly worst: number; readonly tokenCount: number }> {
  await page.route(`**${FOLDER_ROUTE}**`, async (route) => {
    const file = path.join(folder, new URL(route.request().url()).pathname.slice(FOLDER_ROUTE.length));
    if (!existsSync(file)) await route.fulfill({ status: 404 });
    else if (path.basename(file) === 'config.json') {
      await route.fulfill({ json: { ...JSON.parse(readFileSync(file, 'utf8')), ...configFields } });
    } else await route.fulfill({ body: readFileSync(file), contentType: 'application/octet-stream' });
  });
  await page.goto('/');
  const measurable = rows.filter(({ ids }) => ids.length > 1);
  const inputs = measurable.map(({ text }, index) => ({ contentHash: String(index), prompt: 'x', answer: text }));
  const measured = await page.evaluate(measureDirectLosses, {
    inputs,
    workerUrl: scorerWorkerUrl(),
    baseUrl: FOLDER_ROUTE,
    options: { variant: 'superfiltering' as const, maxLength: MAX_LENGTH },
  });
  await page.unroute(`**${FOLDER_ROUTE}**`);
  let worst = 0;
  let tokenCount = 0;
  measurable.forEach(({ nll }, index) => {
    nll.slice(1).forEach((expected, token) => {
      tokenCount += 1;
      worst = Math.max(worst, Math.abs((measured[String(index)]?.[token] ?? Infinity) - (expected ?? Infinity)));
    });
  });
  return { worst, tokenCount };
}

/** Of the production build. */
function scorerWorkerUrl(): string {
  const name = readdirSync(path.join(rootDir, 'dist', 'assets')).find((file) =>
    /^scorer\.worker-[\w-]+\.js$/.test(file),
  );
  if (name === undefined) throw new Error('the build has no scorer worker');
  return `/assets/${name}`;
}

interface Request {
  readonly inputs: readonly { readonly contentHash: string; readonly prompt: string; readonly answer: string }[];
  readonly workerUrl: string;
  readonly baseUrl: string;
  readonly options: { readonly variant: 'superfiltering'; readonly maxLength: number };
}

/** Runs in the page: talks to a worker of the production build as the studio does. */
async function measureDirectLosses({
  inputs,
  workerUrl,
  baseUrl,
  options,
}: Request): Promise<Record<string, number[]>> {
  const worker = new Worker(workerUrl, { type: 'module' });
  const losses: Record<string, number[]> = {};
  const call = (callId: number, method: string, args: readonly unknown[]): Promise<void> =>
    new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<ServerMessage>) => {
        if (data.kind === 'ask') {
          const scored: readonly ScoredSample[] = Array.isArray(data.args[0]) ? data.args[0] : [];
          for (const each of scored) losses[each.contentHash] = [...(each.losses?.direct ?? [])];
        } else if ('failure' in data.outcome) reject(new Error(JSON.stringify(data.outcome.failure)));
        else resolve();
      };
      const parts = [{ kind: 'callback', argument: 1, field: 'onScored' } as const];
      const message: CallerMessage = { kind: 'call', callId, of: 'scorer', method, args, parts };
      worker.postMessage(message);
    });
  const source = { kind: 'bundled', name: 'parity', baseUrl: new URL(baseUrl, location.href).href };
  await call(1, 'load', [source, { device: 'wasm' }]);
  await call(2, 'score', [inputs, options]);
  worker.terminate();
  return losses;
}
