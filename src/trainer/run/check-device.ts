import { FailureError } from '../../core/failure.ts';
import { toRuntimeFailure } from '../../decoder/runtime-failure.ts';
import type { PlannedStep } from '../../training/batches/plan-batches.ts';
import type { TokenRow } from '../../training/batches/tokenize-rows.ts';
import type { Trainee } from '../../training/trainee.ts';
import type { TrainingDevice } from './node-runtime.ts';

/** Of the loss: the sums of a GPU are made in another order. */
const LOSS_TOLERANCE = 1e-4;
/** Of the global norm of the gradients, whose roundings meet. */
const NORM_TOLERANCE = 1e-3;

/**
 * Runs one step on the device and on the processor, which changes nothing: a kernel that computes wrong must be found
 * before it has trained a model.
 *
 * @param trainees of the same parameters.
 * @throws FailureError `device-absent` where the device cannot be had, `numeric-fault` where loss or gradients are off.
 */
export async function checkDevice(
  trainees: { readonly device: Trainee; readonly processor: Trainee },
  { step, rows }: { readonly step: PlannedStep; readonly rows: readonly TokenRow[] },
  device: TrainingDevice,
): Promise<void> {
  const { lossSum } = await trainees.device.measure(step, rows, 0).catch((thrown: unknown) => {
    const failure = toRuntimeFailure(thrown);
    if (failure.code === 'out-of-memory') throw thrown;
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FailureError({ code: 'device-absent', device, detail });
  });
  const expected = await trainees.processor.measure(step, rows, 0);
  const checks = [
    { what: 'loss', is: lossSum, must: expected.lossSum, tolerance: LOSS_TOLERANCE },
    {
      what: 'norm of the gradients',
      is: trainees.device.gradientNorm,
      must: trainees.processor.gradientNorm,
      tolerance: NORM_TOLERANCE,
    },
  ];
  for (const { what, is, must, tolerance } of checks) {
    if (Math.abs(is - must) <= tolerance * Math.abs(must)) continue;
    const detail = `on ${device} the first step has a ${what} of ${is}, on the processor of ${must}`;
    throw new FailureError({ code: 'numeric-fault', detail });
  }
}
