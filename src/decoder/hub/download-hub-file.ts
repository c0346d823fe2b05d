import { FailureError } from '../../core/failure.ts';
import { hubKey, parseHubFileRecord, type HubFile, type HubFileRecord, type HubModelId } from '../../core/hub-cache.ts';
import { fetchHub } from './fetch-hub.ts';
import type { HubStore } from './hub-store.ts';

/** Bytes that are lost at most when the page goes away in the middle of a download. */
const PART_BYTES = 8 * 1024 * 1024;

const NOTHING: HubFileRecord = { etag: undefined, sizeBytes: undefined, partSizes: [], sha256: undefined };

export interface HubDownload {
  readonly model: HubModelId;
  readonly file: HubFile;
  /** Names one commit, so that no two versions meet in one model. */
  readonly url: string;
  readonly store: HubStore;
  readonly onProgress: (loadedBytes: number) => void;
}

/**
 * A file of a hub model: from the store where it is whole, else its rest from the network. What has arrived is kept in
 * parts, and a download that broke off goes on behind them by a Range request, as long as the server still gives the
 * same file by its ETag and size.
 *
 * @throws FailureError `hub-unreachable`, `model-access-denied`, `model-not-on-hub`, `model-download-failed`,
 * `model-hash-mismatch` (nothing of the file is kept then) or `storage-full`.
 */
export async function downloadHubFile(download: HubDownload): Promise<Uint8Array> {
  const { store } = download;
  const stored = await store.read(keyOf(download, 'record'));
  let record = stored === undefined ? NOTHING : (parseHubFileRecord(new TextDecoder().decode(stored)) ?? NOTHING);
  let parts = await readParts(download, record);
  if (parts === undefined) {
    await dropFile(download, record);
    record = NOTHING;
    parts = [];
  }
  if (record.sha256 !== undefined) return join(parts);

  // A server that breaks off now and then is asked again as long as each answer brings something new.
  for (;;) {
    const before = sizeOf(parts);
    const outcome = await fetchRest(download, record, parts);
    record = outcome.record;
    if (outcome.broken === undefined) break;
    if (sizeOf(parts) <= before) throw new FailureError(outcome.broken);
  }
  const bytes = join(parts);
  const sha256 = await checkBytes(download, record, bytes);
  await writeRecord(download, { ...record, sizeBytes: bytes.byteLength, sha256 });
  return bytes;
}

type Broken = { readonly code: 'hub-unreachable'; readonly url: string; readonly detail: string };

/** Appends to `parts` what arrives; empties them first where the server gives another file, or not the rest of it. */
async function fetchRest(
  download: HubDownload,
  record: HubFileRecord,
  parts: Uint8Array[],
): Promise<{ readonly record: HubFileRecord; readonly broken: Broken | undefined }> {
  const { url, file, onProgress } = download;
  const start = sizeOf(parts);
  const known = record.sizeBytes ?? file.sizeBytes;
  if (start > 0 && start === known) return { record, broken: undefined };
  // `If-Range` would make the browser ask for leave first, which the hub's storage does not give; the answer tells.
  let response = await fetchHub(url, start > 0 ? `bytes=${start}-` : undefined);
  let current = record;
  if (start > 0 && !continues(response, record, start)) {
    await dropFile(download, record);
    parts.length = 0;
    current = NOTHING;
    if (response.status !== 200) {
      await response.body?.cancel();
      response = await fetchHub(url, undefined);
    }
  }
  const offset = sizeOf(parts);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const isPlain = response.headers.get('content-encoding') === null;
  const sizeBytes = file.sizeBytes ?? (isPlain && Number.isFinite(length) ? offset + length : undefined);
  current = { ...current, etag: response.headers.get('etag') ?? undefined, sizeBytes };

  const keep = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.byteLength === 0) return;
    await download.store.write(keyOf(download, `part-${parts.length}`), bytes);
    parts.push(bytes);
    current = { ...current, partSizes: parts.map((part) => part.byteLength) };
    await writeRecord(download, current);
  };

  let waiting: Uint8Array[] = [];
  let arrived = offset;
  let broken: Broken | undefined;
  const reader = response.body?.getReader();
  for (;;) {
    const chunk = await reader?.read().catch((error: unknown): undefined => {
      broken = { code: 'hub-unreachable', url, detail: `${String(error)} after ${arrived} bytes` };
    });
    if (chunk === undefined || chunk.done) break;
    waiting.push(chunk.value);
    arrived += chunk.value.byteLength;
    onProgress(arrived);
    if (sizeOf(waiting) < PART_BYTES) continue;
    await keep(join(waiting));
    waiting = [];
  }
  await keep(join(waiting));
  if (broken === undefined && sizeBytes !== undefined && arrived < sizeBytes) {
    broken = { code: 'hub-unreachable', url, detail: `${arrived} of ${sizeBytes} bytes arrived` };
  }
  return { record: current, broken };
}

/** The answer to a Range request is the rest of the very file that the parts belong to. */
function continues(response: Response, record: HubFileRecord, start: number): boolean {
  if (response.status !== 206) return false;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  // Browsers show this header only where the server lets them; the size and the hash still guard the file then.
  if (from !== undefined && Number(from) !== start) return false;
  if (total !== undefined && total !== '*' && record.sizeBytes !== undefined && Number(total) !== record.sizeBytes) {
    return false;
  }
  return (response.headers.get('etag') ?? undefined) === record.etag;
}

/** SHA-256 (hex) of the bytes, once they are what the hub says of the file. */
async function checkBytes(download: HubDownload, record: HubFileRecord, bytes: Uint8Array): Promise<string> {
  const { file } = download;
  const sha256 = await hexDigest('SHA-256', bytes);
  const isWrong = async (expected: string, found: string): Promise<never> => {
    await dropFile(download, record);
    throw new FailureError({ code: 'model-hash-mismatch', file: file.path, expected, found });
  };
  if (file.sizeBytes !== undefined && bytes.byteLength !== file.sizeBytes) {
    return isWrong(`${file.sizeBytes} bytes`, `${bytes.byteLength} bytes`);
  }
  // The ETag of a file in large-file storage is its SHA-256.
  const linked = /^"?([0-9a-f]{64})"?$/.exec(record.etag ?? '')?.[1];
  const expected = file.sha256 ?? linked;
  if (expected !== undefined && expected !== sha256) return isWrong(expected, sha256);
  if (file.blobId !== undefined) {
    const header = new TextEncoder().encode(`blob ${bytes.byteLength}\0`);
    const blobId = await hexDigest('SHA-1', join([header, bytes]));
    if (blobId !== file.blobId) return isWrong(file.blobId, blobId);
  }
  return sha256;
}

async function hexDigest(algorithm: 'SHA-1' | 'SHA-256', bytes: Uint8Array): Promise<string> {
  const source =
    bytes.buffer instanceof ArrayBuffer
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : bytes.slice();
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm, source));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Undefined where a part is missing or is not what was written: browsers may clear what they like. */
async function readParts(download: HubDownload, { partSizes }: HubFileRecord): Promise<Uint8Array[] | undefined> {
  const parts: Uint8Array[] = [];
  for (const [index, size] of partSizes.entries()) {
    const part = await download.store.read(keyOf(download, `part-${index}`));
    if (part?.byteLength !== size) return undefined;
    parts.push(part);
    download.onProgress(sizeOf(parts));
  }
  return parts;
}

async function dropFile(download: HubDownload, { partSizes }: HubFileRecord): Promise<void> {
  await download.store.remove(keyOf(download, 'record'));
  for (const index of partSizes.keys()) await download.store.remove(keyOf(download, `part-${index}`));
}

function writeRecord(download: HubDownload, record: HubFileRecord): Promise<void> {
  return download.store.write(keyOf(download, 'record'), new TextEncoder().encode(JSON.stringify(record)));
}

function keyOf({ model: { name, revision }, file: { path } }: HubDownload, kind: string): string {
  return hubKey({ name, revision, kind, path });
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const joined = new Uint8Array(sizeOf(parts));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}
