import type { StudioCommands } from '../../../studio/state/studio-commands.ts';
import type { OpenSample } from '../../../studio/state/slices/samples-slice.ts';

/** Samples read at once. */
const PORTION = 200;

/** Samples with what stands beside them, a portion at a time; rejects with the signal's reason when it is aborted. */
export async function* readPortions(
  places: Uint32Array,
  models: readonly string[],
  { readSamples, signal }: { readonly readSamples: StudioCommands['readSamples']; readonly signal: AbortSignal },
): AsyncGenerator<readonly OpenSample[], void> {
  for (let at = 0; at < places.length; at += PORTION) {
    signal.throwIfAborted();
    yield readSamples([...places.subarray(at, at + PORTION)], models);
  }
}
