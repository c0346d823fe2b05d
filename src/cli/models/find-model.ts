import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bundledModelPath } from './load-node-model.ts';

/**
 * The folder of a model that a config or an option names: relative to `root`, to the working directory, or one that
 * comes with the studio. Undefined where there is none, as for a name on a hub.
 */
export function findModel(name: string, root: string): string | undefined {
  const candidates = [resolve(root, name), resolve(name), join(dirname(bundledModelPath()), name)];
  return candidates.find((path) => existsSync(path) && statSync(path).isDirectory());
}
