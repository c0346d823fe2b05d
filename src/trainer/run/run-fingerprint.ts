import type { OpenedModel } from '../../decoder/model/model-folder.ts';
import type { Fingerprint } from '../checkpoint/checkpoint.ts';
import type { TrainConfig } from '../config/train-config.ts';
import type { TrainingData } from './training-data.ts';

/** All that the weights of a run depend on but the machine: a run may only go on where this is the same. */
export function runFingerprint(config: TrainConfig, data: TrainingData, model: OpenedModel): Fingerprint {
  const {
    model: _name,
    trainFile: _train,
    devFile: _dev,
    outputDir: _out,
    saveEvery: _every,
    keepEpochs: _keep,
    ...settings
  } = config;
  const entries = Object.entries(settings).map(
    ([key, value]) => [asWritten(key), JSON.stringify(value) ?? 'none'] as const,
  );
  return { 'model hash': model.hash, ...data.hashes, ...Object.fromEntries(entries) };
}

/** A setting's key in the config file. */
function asWritten(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}

/** What differs, by its name. */
export function compareFingerprints(
  before: Fingerprint,
  now: Fingerprint,
): readonly { readonly what: string; readonly before: string; readonly now: string }[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .map((what) => ({ what, before: before[what] ?? 'nothing', now: now[what] ?? 'nothing' }))
    .filter((pair) => pair.before !== pair.now);
}
