import { stringify } from 'yaml';
import { hostAndPort, type Launch } from './engine-job.ts';

/** A config file of `accelerate launch`. */
export function accelerateConfig(launch: Launch): string {
  const { processes, machines, machineRank, sharding } = launch;
  const [host, port] = hostAndPort(launch);
  return stringify({
    compute_environment: 'LOCAL_MACHINE',
    ...shardingKeys(sharding),
    machine_rank: machineRank,
    main_training_function: 'main',
    ...(machines > 1 ? { main_process_ip: host, main_process_port: Number(port) } : {}),
    mixed_precision: 'bf16',
    num_machines: machines,
    num_processes: processes * machines,
    rdzv_backend: 'static',
    same_network: true,
    use_cpu: false,
  });
}

function shardingKeys(sharding: Launch['sharding']): Readonly<Record<string, unknown>> {
  switch (sharding.kind) {
    case 'none':
      return { distributed_type: 'MULTI_GPU' };
    case 'zero':
      return {
        distributed_type: 'DEEPSPEED',
        deepspeed_config: {
          zero_stage: sharding.stage,
          zero3_init_flag: sharding.stage === 3,
          zero3_save_16bit_model: sharding.stage === 3,
          offload_optimizer_device: 'none',
          offload_param_device: 'none',
        },
      };
    case 'fsdp':
      return {
        distributed_type: 'FSDP',
        fsdp_config: {
          fsdp_version: 2,
          fsdp_auto_wrap_policy: 'TRANSFORMER_BASED_WRAP',
          fsdp_reshard_after_forward: true,
          fsdp_state_dict_type: 'FULL_STATE_DICT',
          fsdp_cpu_ram_efficient_loading: true,
          fsdp_offload_params: false,
          fsdp_activation_checkpointing: false,
        },
      };
    default:
      return sharding satisfies never;
  }
}
