import { formatDuration, formatNoun, formatParameters } from '../number-format.ts';
import { Figures } from '../charts/figures.tsx';
import { describeModelSource } from './model-words.ts';
import type { StudioState } from '../../../studio/state/state.ts';

type Ready = Extract<StudioState['model'], { kind: 'ready' }>;

/** The loaded model in figures. */
export function ModelFacts({ ready }: { ready: Ready }) {
  const { model, source, isOther } = ready;
  return (
    <>
      {isOther && (
        <p>
          This is not the model that this project used under the name {source.name}. Its scores are kept apart from the
          scores of that one.
        </p>
      )}
      <Figures
        figures={[
          { label: 'Model', value: model.name, note: describeModelSource(source) },
          { label: 'Parameters', value: formatParameters(model.parameterCount), note: model.architecture },
          {
            label: 'Runs on',
            value: model.backend === 'webgpu' ? 'WebGPU' : 'WASM',
            note:
              model.backend === 'webgpu'
                ? `${model.dtype}, ${model.adapter}`
                : `${model.dtype}, ${formatNoun(model.threadCount, 'thread')}`,
          },
          { label: 'Loaded in', value: formatDuration(model.loadMs) },
          { label: 'SHA-256', value: <code title={model.hash}>{model.hash.slice(0, 12)}</code> },
        ]}
      />
    </>
  );
}
