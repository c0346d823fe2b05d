import { deepspeedConfig } from './deepspeed-config.ts';
import { editYaml } from './edit-yaml.ts';
import {
  exportedText,
  rowFiles,
  hostAndPort,
  isDistributed,
  RESULT_DIR,
  type EngineJob,
  type EngineRequest,
} from './engine-job.ts';

const CONFIG = 'sft.yaml';
const DEEPSPEED_CONFIG = 'deepspeed.json';

/** `llamafactory-cli train` on the export's rows; several processes by torchrun, ZeRO by DeepSpeed. */
export function llamaFactoryJob(request: EngineRequest): EngineJob {
  const { launch, model, overrides } = request;
  const zeroStage = launch.sharding.kind === 'zero' ? launch.sharding.stage : undefined;
  const config = editYaml(exportedText(request, 'llamafactory/sft.yaml'), {
    model_name_or_path: model,
    output_dir: RESULT_DIR,
    ...(request.device === 'cpu' ? { use_cpu: true, bf16: false } : {}),
    // A base model was never shown a chat: it is asked in the plain words that it will be asked in later.
    ...(request.hasChatTemplate === false ? { template: 'empty' } : {}),
    ...(zeroStage === undefined ? {} : { deepspeed: DEEPSPEED_CONFIG }),
    ...(launch.sharding.kind === 'fsdp' ? { fsdp: 'full_shard auto_wrap' } : {}),
    ...overrides,
  });
  return {
    files: [
      { name: CONFIG, text: config },
      { name: 'llamafactory/dataset_info.json', text: exportedText(request, 'llamafactory/dataset_info.json') },
      ...rowFiles(request),
      ...(zeroStage === undefined ? [] : [{ name: DEEPSPEED_CONFIG, text: deepspeedConfig(zeroStage) }]),
    ],
    program: 'llamafactory-cli',
    args: ['train', CONFIG],
    env: isDistributed(launch) ? torchrunEnv(request) : {},
    resultDir: RESULT_DIR,
  };
}

/** LLaMA-Factory calls torchrun itself and is told how by the environment. */
function torchrunEnv({ launch }: EngineRequest): Readonly<Record<string, string>> {
  const [host, port] = hostAndPort(launch);
  return {
    FORCE_TORCHRUN: '1',
    NPROC_PER_NODE: String(launch.processes),
    NNODES: String(launch.machines),
    NODE_RANK: String(launch.machineRank),
    MASTER_ADDR: host,
    MASTER_PORT: port,
  };
}
