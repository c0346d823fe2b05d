import { FailureError } from '../../core/failure.ts';
import { hubKey, parseHubIndex, type HubIndex, type HubLoaded, type HubModelId } from '../../core/hub-cache.ts';
import { sum } from '../../core/numbers/sum.ts';
import { downloadHubFile } from './download-hub-file.ts';
import { fetchHub } from './fetch-hub.ts';
import type { HubStore } from './hub-store.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import type { ReadProgress } from '../model/web-folders.ts';

const HUB_URL = 'https://huggingface.co';

export interface HubFolderOptions {
  readonly store: HubStore;
  /** Over all files asked for so far. */
  readonly onProgress: ReadProgress;
  /** Without a slash at the end. */
  readonly baseUrl?: string;
}

/**
 * A model on the Hugging Face hub, fetched only because the person named it. The first request asks what the revision
 * holds; every file then comes from that one commit and is checked against the hash that the hub gives for it. What is
 * in the store is read without the network.
 */
export function hubFolder(model: HubModelId, options: HubFolderOptions): ModelFolder {
  const { store, onProgress, baseUrl = HUB_URL } = options;
  const { name, revision } = model;
  let index: Promise<HubIndex> | undefined;
  const loaded = new Map<string, number>();
  const totals = new Map<string, number | undefined>();

  const report = (): void => {
    const sizes = [...totals.values()];
    const known = sizes.filter((size) => size !== undefined);
    onProgress(sum(loaded.values()), known.length === sizes.length ? sum(known) : undefined);
  };

  return {
    name,
    readBytes: async (path) => {
      index ??= openIndex(model, { store, baseUrl });
      const { files, commit } = await index;
      const file = files.find((each) => each.path === path);
      if (file === undefined) return undefined;
      totals.set(path, file.sizeBytes);
      const escaped = path.split('/').map(encodeURIComponent).join('/');
      return downloadHubFile({
        model: { name, revision },
        file,
        url: `${baseUrl}/${name}/resolve/${encodeURIComponent(commit)}/${escaped}`,
        store,
        onProgress: (loadedBytes) => {
          loaded.set(path, loadedBytes);
          report();
        },
      });
    },
  };
}

/** Notes that a model has been opened whole, for the list of models. */
export function recordHubModel(store: HubStore, { name, revision }: HubModelId, loaded: HubLoaded): Promise<void> {
  const { hash, parameterCount } = loaded;
  const text = JSON.stringify({ hash, parameterCount });
  return store.write(hubKey({ name, revision, kind: 'loaded', path: '-' }), new TextEncoder().encode(text));
}

async function openIndex(
  { name, revision }: HubModelId,
  { store, baseUrl }: { readonly store: HubStore; readonly baseUrl: string },
): Promise<HubIndex> {
  const key = hubKey({ name, revision, kind: 'index', path: '-' });
  const stored = await store.read(key);
  const known = stored === undefined ? undefined : parseHubIndex(new TextDecoder().decode(stored));
  if (known !== undefined) return known;
  const url = `${baseUrl}/api/models/${name}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const response = await fetchHub(url, undefined);
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw new FailureError({ code: 'hub-unreachable', url, detail: String(error) });
  }
  const index = parseHubIndex(text);
  if (index === undefined) {
    throw new FailureError({ code: 'model-download-failed', url, detail: 'the answer does not list a model' });
  }
  await store.write(key, new TextEncoder().encode(text));
  return index;
}
