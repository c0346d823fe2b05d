import type { InferenceSession } from 'onnxruntime-web';
import * as ort from 'onnxruntime-node';
import type { OrtRuntime } from '../../decoder/model/decoder-model.ts';

/** What goes wrong in the next runs; undefined: nothing. */
export type RuntimeFault =
  | { readonly kind: 'losses'; readonly change: (loss: number, index: number) => number }
  | { readonly kind: 'throw'; readonly message: string }
  /** Throws for more rows than fit, as a device with little memory does. */
  | { readonly kind: 'memory'; readonly maxRows: number };

/** The real runtime, but for the fault that is set: no real device breaks on demand. */
export function createBreakableRuntime(): { readonly runtime: OrtRuntime; fault: RuntimeFault | undefined } {
  const breakable: { readonly runtime: OrtRuntime; fault: RuntimeFault | undefined } = {
    fault: undefined,
    runtime: {
      Tensor: ort.Tensor,
      InferenceSession: {
        create: async (model, options) => {
          const session = await ort.InferenceSession.create(model, options);
          const run: InferenceSession['run'] = async (feeds: InferenceSession.FeedsType, fetches?: unknown) => {
            const { fault } = breakable;
            if (fault?.kind === 'throw') throw new Error(fault.message);
            const rowCount = feeds['input_ids']?.dims[0] ?? 0;
            if (fault?.kind === 'memory' && rowCount > fault.maxRows) throw new Error('std::bad_alloc');
            const outputs = await session.run(feeds, Array.isArray(fetches) ? fetches : []);
            const nll = outputs['nll'];
            if (fault?.kind !== 'losses' || nll === undefined) return outputs;
            const data = await nll.getData();
            if (!(data instanceof Float32Array)) throw new Error('nll is not float32');
            return { ...outputs, nll: new ort.Tensor('float32', data.map(fault.change), nll.dims) };
          };
          return new Proxy(session, { get: (target, key) => (key === 'run' ? run : Reflect.get(target, key)) });
        },
      },
    },
  };
  return breakable;
}
