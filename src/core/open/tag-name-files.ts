import { decodeSource } from '../formats/bytes/decode-source.ts';
import { parseJson } from '../formats/json/json-value.ts';
import { readTagNames } from '../formats/tables/parse-token-rows.ts';
import type { KeptFile } from './standoff-bundles.ts';

/** Where data sets keep the names of tags that their rows have as numbers; "train.features.json" is of "train…" alone. */
const INFO_NAME = /(?:^|\/|\.)(?:features|dataset_infos?)\.json$/iu;

interface TagNameFile {
  readonly kept: KeptFile;
  /** What the files begin with whose tags it names: its folder, and what stands before "features". */
  readonly prefix: string;
  readonly tagNames: readonly string[];
}

/** Brings rows with numbers for tags together with the description of their data set, whichever comes first. */
export interface TagNameFiles {
  /** True for a description that names tags; anything else is the caller's to parse. */
  take(kept: KeptFile): boolean;
  /** Of the description nearest by name; undefined where there is none. */
  find(name: string): { readonly file: string; readonly tagNames: readonly string[] } | undefined;
  /** Descriptions that nobody asked for. */
  unused(): readonly KeptFile[];
}

/** Collects names of tags from files beside the data. */
export function createTagNameFiles(): TagNameFiles {
  const known: TagNameFile[] = [];
  const used = new Set<TagNameFile>();
  return {
    take: (kept) => {
      const { file } = kept;
      if (!INFO_NAME.test(file.name)) return false;
      const decoded = decodeSource(file);
      const parsed = decoded.kind === 'text' ? parseJson(decoded.text) : undefined;
      const tagNames = parsed?.kind === 'value' ? readTagNames(parsed.value) : undefined;
      if (tagNames === undefined) return false;
      known.push({ kept, prefix: prefixOf(file.name), tagNames });
      return true;
    },
    find: (name) => {
      const fitting = known.filter(({ prefix }) => isInFolder(name, prefix));
      const [nearest] = fitting.toSorted((a, b) => b.prefix.length - a.prefix.length);
      if (nearest === undefined) return undefined;
      used.add(nearest);
      return { file: nearest.kept.file.name, tagNames: nearest.tagNames };
    },
    unused: () => known.filter((each) => !used.has(each)).map(({ kept }) => kept),
  };
}

function prefixOf(name: string): string {
  return name.replace(/(?:features|dataset_infos?)\.json$/iu, '');
}

/** In the very folder: one above may describe another data set. */
function isInFolder(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && !name.slice(prefix.length).includes('/');
}
