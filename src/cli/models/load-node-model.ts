import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { FailureError } from '../../core/failure.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { DecoderModel, type RunnableModel } from '../../decoder/model/decoder-model.ts';
import type { ModelFolder } from '../../decoder/model/model-folder.ts';
import { openModel } from '../../decoder/model/open-model.ts';
import { measureProbes, requireTrust, trustTolerance, type TrustReference } from '../../scoring/trust-check.ts';

/** Execution providers of onnxruntime-node; the GPU's are there only where its driver is. */
export type NodeDevice = 'cpu' | 'webgpu' | 'cuda';

/** A model folder on disk. */
export function diskFolder(path: string): ModelFolder {
  return {
    name: basename(resolve(path)),
    readBytes: async (file) => {
      const full = join(path, file);
      return existsSync(full) ? new Uint8Array(await readFile(full)) : undefined;
    },
  };
}

/** The weak model that comes with the studio, found from the built command line or from the sources. */
export function bundledModelPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = ['..', '../../..'].map((up) => join(here, up, 'public/models/bioselect-weak'));
  return candidates.find((path) => existsSync(path)) ?? candidates[0] ?? here;
}

/**
 * Loads a model folder into onnxruntime-node on the CPU.
 *
 * @param threadCount threads of one operator; all cores when undefined.
 * @param variant which file of a ready-made ONNX export; the most precise there is when undefined.
 * @throws FailureError naming the folder or file that is missing or damaged.
 */
export async function loadNodeModel(path: string, threadCount?: number, variant?: WeightDtype): Promise<DecoderModel> {
  return loadOnto('cpu', await openDiskModel(path, variant), threadCount);
}

/**
 * Loads a model folder onto a device, with what its probes must give. For a GPU that is measured on the CPU first; on
 * the CPU the reference is the session itself: later checks then see whether it still computes what it did.
 *
 * @throws FailureError `device-absent` where this machine has no such device, `numeric-fault` when its numbers are off.
 */
export async function loadTrustedModel(
  path: string,
  { device, threads, dtype }: { readonly device: NodeDevice; readonly threads?: number; readonly dtype?: WeightDtype },
): Promise<{ readonly model: DecoderModel; readonly trust: TrustReference }> {
  const opened = await openDiskModel(path, dtype);
  const onCpu = await loadOnto('cpu', opened, threads);
  const trust = { losses: await measureProbes(onCpu), tolerance: trustTolerance(opened.dtype) };
  if (device === 'cpu') return { model: onCpu, trust };
  await onCpu.dispose();
  const model = await loadOnto(device, opened, threads).catch((thrown: unknown) => {
    throw new FailureError({
      code: 'device-absent',
      device,
      detail: thrown instanceof Error ? thrown.message : String(thrown),
    });
  });
  await requireTrust(model, trust);
  return { model, trust };
}

async function openDiskModel(path: string, variant: WeightDtype | undefined): Promise<RunnableModel> {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new FailureError({ code: 'model-file-missing', file: 'config.json', folder: path });
  }
  return openModel(diskFolder(path), { variant });
}

function loadOnto(device: NodeDevice, opened: RunnableModel, threadCount: number | undefined): Promise<DecoderModel> {
  return DecoderModel.load(ort, opened, {
    // The runtime would pass what the device lacks to the CPU by itself; a device that is absent is an error.
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    // Shapes differ from batch to batch: a pattern per shape would only hold memory.
    enableMemPattern: false,
    ...(threadCount === undefined ? {} : { intraOpNumThreads: threadCount }),
  });
}
