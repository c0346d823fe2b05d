/** A DeepSpeed config in which the trainers that speak to it fill in what is "auto". */
export function deepspeedConfig(stage: 1 | 2 | 3): string {
  const config = {
    train_batch_size: 'auto',
    train_micro_batch_size_per_gpu: 'auto',
    gradient_accumulation_steps: 'auto',
    gradient_clipping: 'auto',
    zero_allow_untested_optimizer: true,
    fp16: { enabled: 'auto' },
    bf16: { enabled: 'auto' },
    zero_optimization: {
      stage,
      overlap_comm: true,
      contiguous_gradients: true,
      reduce_bucket_size: 'auto',
      ...(stage === 3
        ? {
            stage3_prefetch_bucket_size: 'auto',
            stage3_param_persistence_threshold: 'auto',
            stage3_gather_16bit_weights_on_model_save: true,
          }
        : {}),
    },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
