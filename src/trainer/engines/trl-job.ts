import { accelerateConfig } from './accelerate-config.ts';
import { editYaml } from './edit-yaml.ts';
import { exportedText, isDistributed, RESULT_DIR, type EngineJob, type EngineRequest } from './engine-job.ts';

const CONFIG = 'sft.yaml';
const ACCELERATE_CONFIG = 'accelerate.yaml';

/** `trl sft` on the export's prompt and completion rows; several processes by accelerate. */
export function trlJob(request: EngineRequest): EngineJob {
  const { launch, model, overrides, textOf } = request;
  const onProcessor = { use_cpu: true, bf16: false, dtype: 'float32', gradient_checkpointing: false };
  const isSpread = isDistributed(launch);
  const config = editYaml(exportedText(request, 'trl/sft.yaml'), {
    model_name_or_path: model,
    output_dir: RESULT_DIR,
    ...(request.device === 'cpu' ? onProcessor : {}),
    ...(isSpread ? { accelerate_config: ACCELERATE_CONFIG } : {}),
    ...overrides,
  });
  const dev = textOf.get('trl/dev.jsonl');
  return {
    files: [
      { name: CONFIG, text: config },
      { name: 'trl/train.jsonl', text: exportedText(request, 'trl/train.jsonl') },
      ...(dev === undefined ? [] : [{ name: 'trl/dev.jsonl', text: dev }]),
      ...(isSpread ? [{ name: ACCELERATE_CONFIG, text: accelerateConfig(launch) }] : []),
    ],
    program: 'trl',
    args: ['sft', '--config', CONFIG],
    env: {},
    resultDir: RESULT_DIR,
  };
}
