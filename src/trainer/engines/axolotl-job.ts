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

const CONFIG = 'config.yml';
const DEEPSPEED_CONFIG = 'deepspeed.json';

/** Its own kernels, which it takes for LoRA where they fit, are for GPUs only. */
const ON_PROCESSOR = {
  bf16: false,
  gradient_checkpointing: false,
  lora_mlp_kernel: false,
  lora_qkv_kernel: false,
  lora_o_kernel: false,
};

/** `axolotl train` on the export's rows; several processes by torchrun, ZeRO by DeepSpeed, FSDP by its own keys. */
export function axolotlJob(request: EngineRequest): EngineJob {
  const { launch, model, overrides } = request;
  const zeroStage = launch.sharding.kind === 'zero' ? launch.sharding.stage : undefined;
  const fsdp = {
    fsdp_version: 2,
    fsdp_config: {
      offload_params: false,
      auto_wrap_policy: 'TRANSFORMER_BASED_WRAP',
      state_dict_type: 'FULL_STATE_DICT',
      reshard_after_forward: true,
    },
  };
  const config = editYaml(exportedText(request, 'axolotl/config.yml'), {
    base_model: model,
    output_dir: RESULT_DIR,
    dataset_prepared_path: 'prepared',
    ...(request.device === 'cpu' ? ON_PROCESSOR : {}),
    ...(zeroStage === undefined ? {} : { deepspeed: DEEPSPEED_CONFIG }),
    ...(launch.sharding.kind === 'fsdp' ? fsdp : {}),
    ...overrides,
  });
  return {
    files: [
      { name: CONFIG, text: config },
      ...rowFiles(request),
      ...(zeroStage === undefined ? [] : [{ name: DEEPSPEED_CONFIG, text: deepspeedConfig(zeroStage) }]),
    ],
    program: 'axolotl',
    args: ['train', CONFIG, ...(isDistributed(launch) ? torchrunArgs(request) : [])],
    // It tells its makers of every run unless it is told not to.
    env: { AXOLOTL_DO_NOT_TRACK: '1' },
    resultDir: RESULT_DIR,
  };
}

function torchrunArgs({ launch }: EngineRequest): readonly string[] {
  const [host, port] = hostAndPort(launch);
  const acrossMachines = [
    `--nnodes=${launch.machines}`,
    `--node_rank=${launch.machineRank}`,
    `--master_addr=${host}`,
    `--master_port=${port}`,
  ];
  return [
    '--launcher',
    'torchrun',
    '--',
    `--nproc_per_node=${launch.processes}`,
    ...(launch.machines > 1 ? acrossMachines : []),
  ];
}
