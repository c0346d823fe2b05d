import * as v from 'valibot';
import { readJson } from './text/read-json.ts';

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

/** The hub's answer, as far as it is read here; what does not fit counts as missing, but for commit and files. */
const INDEX = v.object({
  sha: v.string(),
  cardData: known(v.object({ license: known(v.string()) })),
  tags: known(v.array(v.unknown())),
  safetensors: known(v.object({ total: known(v.number()) })),
  siblings: v.array(v.unknown()),
});

const SIBLING = v.object({
  rfilename: v.string(),
  size: known(v.number()),
  blobId: known(v.string()),
  lfs: known(v.object({ size: known(v.number()), sha256: known(v.string()), oid: known(v.string()) })),
});

/** Reads `GET /api/models/NAME/revision/REVISION?blobs=true`; undefined where the text is something else. */
export function parseHubIndex(text: string): HubIndex | undefined {
  const index = readJson(INDEX, text);
  if (index === undefined) return undefined;
  return {
    commit: index.sha,
    licence: index.cardData?.license ?? licenceTag(index.tags ?? []),
    parameterCount: index.safetensors?.total,
    files: index.siblings.flatMap((sibling): HubFile[] => {
      const read = v.safeParse(SIBLING, sibling);
      if (!read.success) return [];
      const { rfilename: path, size, blobId, lfs } = read.output;
      return [
        {
          path,
          sizeBytes: size ?? lfs?.size,
          sha256: lfs?.sha256 ?? lfs?.oid,
          // Of a large file, git holds only a pointer.
          blobId: lfs === undefined ? blobId : undefined,
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

const RECORD = v.object({
  etag: known(v.string()),
  sizeBytes: known(v.number()),
  partSizes: v.array(v.number()),
  sha256: known(v.string()),
});

/** Reads the record of a downloaded file; undefined where it is damaged. */
export function parseHubFileRecord(text: string): HubFileRecord | undefined {
  return readJson(RECORD, text);
}

/** What is known once a model has been opened whole. */
export interface HubLoaded {
  /** SHA-256 (hex) over weights and tokenizer, as scores name their model. */
  readonly hash: string;
  readonly parameterCount: number;
}

const LOADED = v.object({ hash: v.string(), parameterCount: v.number() });

/** Reads the record of a downloaded model; undefined where it is damaged. */
export function parseHubLoaded(text: string): HubLoaded | undefined {
  return readJson(LOADED, text);
}

function licenceTag(tags: readonly unknown[]): string | undefined {
  const tag = tags.find((each) => typeof each === 'string' && each.startsWith('license:'));
  return typeof tag === 'string' ? tag.slice('license:'.length) : undefined;
}

/** A value that may be missing; one that does not fit counts as missing. */
function known<Schema extends v.GenericSchema>(schema: Schema) {
  return v.optional(v.fallback(v.undefinedable(schema), undefined), () => undefined);
}
