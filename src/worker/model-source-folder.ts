import { hubFolder } from '../decoder/hub/hub-folder.ts';
import { cacheHubStore } from '../decoder/hub/hub-store.ts';
import type { ModelFolder } from '../decoder/model/model-folder.ts';
import { fileListFolder, servedFolder, type ReadProgress } from '../decoder/model/web-folders.ts';
import type { ModelSource } from './scorer-protocol.ts';

/** Where a browser's thread reads a model's files from. */
export function folderOf(source: ModelSource, onProgress: ReadProgress): ModelFolder {
  switch (source.kind) {
    case 'bundled':
      return servedFolder(source.name, source.baseUrl, onProgress);
    case 'files':
      return fileListFolder(source.name, source.files, source.paths);
    case 'hub':
      return hubFolder(source, { store: cacheHubStore(), onProgress });
    default:
      return source satisfies never;
  }
}
