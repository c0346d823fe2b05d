import { FailureError } from '../../core/failure.ts';
import type { ModelFolder } from './model-folder.ts';

/** Bytes read so far of the file at hand, and its size where the server says it. */
export type ReadProgress = (loadedBytes: number, totalBytes: number | undefined) => void;

/** A model folder on the studio's own server. */
export function servedFolder(name: string, baseUrl: string, onProgress: ReadProgress): ModelFolder {
  return { name, readBytes: (path) => fetchFile(`${baseUrl}${path}`, onProgress) };
}

/**
 * Files that were dropped or picked: one Hugging Face folder, however deep it lies in what was dropped.
 *
 * @param paths of the files, in their order, where the files do not have them.
 */
export function fileListFolder(name: string, files: readonly File[], paths?: readonly string[]): ModelFolder {
  const byPath = new Map(
    files.map((file, index) => [paths?.[index] ?? (file.webkitRelativePath || file.name), file] as const),
  );
  const config = [...byPath.keys()].find((path) => path === 'config.json' || path.endsWith('/config.json'));
  const root = config === undefined ? '' : config.slice(0, -'config.json'.length);
  return {
    name,
    readBytes: async (path) => {
      const file = byPath.get(root + path);
      return file === undefined ? undefined : new Uint8Array(await file.arrayBuffer());
    },
  };
}

async function fetchFile(url: string, onProgress: ReadProgress): Promise<Uint8Array | undefined> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new FailureError({ code: 'model-download-failed', url, detail: String(error) });
  }
  if (response.status === 404) return undefined;
  if (!response.ok) throw new FailureError({ code: 'model-download-failed', url, detail: `HTTP ${response.status}` });
  // A development server answers an unknown path with its page.
  if (response.headers.get('content-type')?.startsWith('text/html') === true) return undefined;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  // A compressed answer's length is not the file's.
  const isPlain = response.headers.get('content-encoding') === null;
  return readBody(response, { url, totalBytes: isPlain && Number.isFinite(length) ? length : undefined, onProgress });
}

async function readBody(
  response: Response,
  at: { url: string; totalBytes: number | undefined; onProgress: ReadProgress },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let loadedBytes = 0;
  const reader = response.body?.getReader();
  try {
    for (let chunk = await reader?.read(); chunk !== undefined && !chunk.done; chunk = await reader?.read()) {
      chunks.push(chunk.value);
      loadedBytes += chunk.value.byteLength;
      at.onProgress(loadedBytes, at.totalBytes);
    }
  } catch (error) {
    throw new FailureError({
      code: 'model-download-failed',
      url: at.url,
      detail: `${String(error)} after ${loadedBytes} bytes`,
    });
  }
  if (at.totalBytes !== undefined && loadedBytes !== at.totalBytes) {
    throw new FailureError({
      code: 'model-download-failed',
      url: at.url,
      detail: `${loadedBytes} of ${at.totalBytes} bytes arrived`,
    });
  }
  const bytes = new Uint8Array(loadedBytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
