/**
 * What is kept of a model that came from the Hugging Face hub, and under which names: the worker writes it, the page
 * lists and deletes it.
 */

/** Name of the browser cache that holds it all. */
export const HUB_CACHE = 'bioselect-hub-models';

export interface HubModelId {
  /** Such as "Qwen/Qwen3-0.6B". */
  readonly name: string;
  /** A branch, tag or commit. */
  readonly revision: string;
}

export interface HubEntry extends HubModelId {
  /**
   * `index`: the hub's own description of the model (JSON). `record`: how far one file is. `part-0`, `part-1`, …: its
   * bytes in order. `loaded`: written when the model has been opened whole.
   */
  readonly kind: string;
  /** Of the file inside the model; "-" where the entry is about the whole model. */
  readonly path: string;
}

/** A URL path without its leading slash. */
export function hubKey({ name, revision, kind, path }: HubEntry): string {
  return [name, revision, kind, path].map(encodeURIComponent).join('/');
}

/** The inverse of `hubKey`; undefined for a name that it never gives. */
export function parseHubKey(key: string): HubEntry | undefined {
  const [name, revision, kind, path, ...rest] = key.split('/').map(decodeURIComponent);
  if (name === undefined || revision === undefined || kind === undefined || path === undefined) return undefined;
  return rest.length > 0 ? undefined : { name, revision, kind, path };
}

export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number | undefined;
  /** SHA-256 (hex) of files in large-file storage. */
  readonly sha256: string | undefined;
  /** Git's SHA-1 (hex) of the other files: over "blob SIZE\0" and the bytes. */
  readonly blobId: string | undefined;
}

export interface HubIndex {
  /** What the revision named when it was asked: all files are taken from this commit. */
  readonly commit: string;
  /** As the model card says it, e.g. "apache-2.0". */
  readonly licence: string | undefined;
  readonly parameterCount: number | undefined;
  readonly files: readonly HubFile[];
}

/** Reads `GET /api/models/NAME/revision/REVISION?blobs=true`; undefined where the text is something else. */
export function parseHubIndex(text: string): HubIndex | undefined {
  const root = parseObject(text);
  const commit = root?.['sha'];
  const siblings = root?.['siblings'];
  if (root === undefined || typeof commit !== 'string' || !Array.isArray(siblings)) return undefined;
  const licence = objectOf(root['cardData'])?.['license'];
  return {
    commit,
    licence: typeof licence === 'string' ? licence : licenceTag(root['tags']),
    parameterCount: numberOf(objectOf(root['safetensors'])?.['total']),
    files: siblings.flatMap((sibling: unknown): HubFile[] => {
      const file = objectOf(sibling);
      const path = file?.['rfilename'];
      if (file === undefined || typeof path !== 'string') return [];
      const lfs = objectOf(file['lfs']);
      return [
        {
          path,
          sizeBytes: numberOf(file['size']) ?? numberOf(lfs?.['size']),
          sha256: textOf(lfs?.['sha256']) ?? textOf(lfs?.['oid']),
          // Of a large file, git holds only a pointer.
          blobId: lfs === undefined ? textOf(file['blobId']) : undefined,
        },
      ];
    }),
  };
}

export interface HubFileRecord {
  /** Of the answer that the parts came from. */
  readonly etag: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly partSizes: readonly number[];
  /** SHA-256 (hex) of the whole file; present once it is whole and checked. */
  readonly sha256: string | undefined;
}

export function parseHubFileRecord(text: string): HubFileRecord | undefined {
  const record = parseObject(text);
  const partSizes = record?.['partSizes'];
  if (record === undefined || !Array.isArray(partSizes)) return undefined;
  const sizes = partSizes.map(numberOf).filter((size) => size !== undefined);
  if (sizes.length !== partSizes.length) return undefined;
  const { etag, sizeBytes, sha256 } = record;
  return { etag: textOf(etag), sizeBytes: numberOf(sizeBytes), partSizes: sizes, sha256: textOf(sha256) };
}

/** What is known once a model has been opened whole. */
export interface HubLoaded {
  /** SHA-256 (hex) over weights and tokenizer, as scores name their model. */
  readonly hash: string;
  readonly parameterCount: number;
}

export function parseHubLoaded(text: string): HubLoaded | undefined {
  const record = parseObject(text);
  const hash = textOf(record?.['hash']);
  const parameterCount = numberOf(record?.['parameterCount']);
  return hash === undefined || parameterCount === undefined ? undefined : { hash, parameterCount };
}

function licenceTag(tags: unknown): string | undefined {
  if (!Array.isArray(tags)) return undefined;
  const tag = tags.map(textOf).find((each) => each?.startsWith('license:') === true);
  return tag?.slice('license:'.length);
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
