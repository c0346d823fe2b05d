import { MAX_ROW_BYTES } from '../samples/row-length.ts';
import type { ExportFile } from './export-file.ts';

export interface TrainerConfigOptions {
  /** Model that TRL, LLaMA-Factory and Axolotl train: hub id or folder. */
  readonly strongModel: string;
  readonly seed: number;
  /** Whether there are dev rows to evaluate on. */
  readonly hasDev: boolean;
  /** Tokens of prompt and answer together. */
  readonly maxLength: number;
}

/**
 * Ready configs. All four train on the answer alone, with LoRA on every linear layer, and expect the folder that
 * holds `manifest.json` as the working directory.
 * Keys read from TRL 1.10, LLaMA-Factory 0.9.6 and Axolotl 0.18.
 */
export function trainerConfigs(options: TrainerConfigOptions): readonly ExportFile[] {
  return [
    { name: 'bioselect/train.yaml', text: bundledConfig(options) },
    { name: 'trl/sft.yaml', text: trlConfig(options) },
    { name: 'llamafactory/sft.yaml', text: llamaFactoryConfig(options) },
    { name: 'llamafactory/dataset_info.json', text: llamaFactoryDatasets(options) },
    { name: 'axolotl/config.yml', text: axolotlConfig(options) },
  ];
}

const HEADER = '# Written by BioSelect Studio. Run from the folder that holds manifest.json.\n';

/** What configs allow in tokens: the least of these that holds every row. */
const MAX_LENGTHS = [2048, 4096, MAX_ROW_BYTES];
/** What the bundled models read at most. */
const BUNDLED_MAX_LENGTH = 2048;

/** Tokens that a config has to allow so that rows of so many bytes are not cut: a token is a byte at least. */
export function trainingMaxLength(longestRowBytes: number): number {
  return MAX_LENGTHS.find((length) => longestRowBytes <= length) ?? MAX_ROW_BYTES;
}

/** A JSON string is a YAML string: names with ":" or "#" stay whole. */
const scalar = (text: string): string => JSON.stringify(text);

/** What the bundled trainer trains: it comes with the studio, of one family with its weak model. */
const BUNDLED_STRONG_MODEL = 'bioselect-strong';

/** Optional lines: whole block or nothing. */
const when = (condition: boolean, lines: string): string => (condition ? lines : '');

function bundledConfig({ seed, hasDev, maxLength }: TrainerConfigOptions): string {
  return `${HEADER}# Paths are relative to that folder.

# Folder of a Hugging Face model (config.json, tokenizer.json, *.safetensors), or the name of one that is installed.
# The bundled trainer runs on the processor: choose a model of some ten million parameters.
model: ${BUNDLED_STRONG_MODEL}

# Rows {"instruction", "input", "output"}; the prompt is instruction + "\\n" + input + "\\n", the output follows at once.
train_file: train.jsonl
${when(hasDev, '# Scored after every epoch by strict span F1; the best epoch is kept.\ndev_file: dev.jsonl\n')}output_dir: out/bioselect

# lora | full
method: lora
lora:
  rank: 16
  # The update is scaled by alpha / rank.
  alpha: 32
  dropout: 0.05
  target_modules: [q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]

epochs: 3
# Samples in one step; gradient_accumulation steps make one update.
batch_size: 8
gradient_accumulation: 1
# Tokens of prompt and answer together; longer samples are left out and counted.
max_length: ${Math.min(maxLength, BUNDLED_MAX_LENGTH)}

# With method full, 2.0e-5 is the usual value.
learning_rate: 2.0e-4
# cosine | linear | constant, after the warm-up
schedule: cosine
# Share of all updates over which the learning rate rises from 0.
warmup_ratio: 0.03
weight_decay: 0.0
# Gradients longer than this are shortened to it.
max_grad_norm: 1.0

# Same seed, same data, same thread count: the same weights.
seed: ${seed}
`;
}

function trlConfig({ strongModel, seed, hasDev, maxLength }: TrainerConfigOptions): string {
  return `${HEADER}model_name_or_path: ${scalar(strongModel)}
dtype: bfloat16

# The folder trl/ here: train.jsonl is its split "train"${when(hasDev, ', dev.jsonl its split "validation"')}.
dataset_name: ./trl
dataset_train_split: train
${when(hasDev, 'dataset_test_split: validation\neval_strategy: epoch\nper_device_eval_batch_size: 8\n')}# The loss is on the answer alone.
completion_only_loss: true
max_length: ${maxLength}
packing: false

learning_rate: 2.0e-4
num_train_epochs: 3
per_device_train_batch_size: 8
gradient_accumulation_steps: 2
lr_scheduler_type: cosine
# A fraction of all steps from transformers 5 on; with transformers 4 write warmup_ratio instead.
warmup_steps: 0.03
seed: ${seed}

use_peft: true
lora_r: 16
lora_alpha: 32
lora_dropout: 0.05
lora_target_modules: [q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]

output_dir: out/trl
logging_steps: 10
save_strategy: epoch
report_to: none
`;
}

function llamaFactoryConfig({ strongModel, seed, hasDev, maxLength }: TrainerConfigOptions): string {
  return `${HEADER}model_name_or_path: ${scalar(strongModel)}
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 16
lora_alpha: 32
lora_dropout: 0.05
lora_target: all

dataset_dir: llamafactory
dataset: bioselect_train
${when(hasDev, 'eval_dataset: bioselect_dev\neval_strategy: epoch\nper_device_eval_batch_size: 1\n')}# The chat template of the Qwen3 instruct models without thinking; take the one that fits another model.
template: qwen3_nothink
cutoff_len: ${maxLength}
# The loss is on the answer alone.
train_on_prompt: false

per_device_train_batch_size: 2
gradient_accumulation_steps: 8
learning_rate: 1.0e-4
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.03
bf16: true
seed: ${seed}

output_dir: out/llamafactory
logging_steps: 10
save_strategy: epoch
report_to: none
`;
}

function llamaFactoryDatasets({ hasDev }: TrainerConfigOptions): string {
  const columns = { prompt: 'instruction', query: 'input', response: 'output' };
  const datasets = {
    bioselect_train: { file_name: '../train.jsonl', columns },
    ...(hasDev ? { bioselect_dev: { file_name: '../dev.jsonl', columns } } : {}),
  };
  return `${JSON.stringify(datasets, undefined, 2)}\n`;
}

function axolotlConfig({ strongModel, seed, hasDev, maxLength }: TrainerConfigOptions): string {
  return `${HEADER}base_model: ${scalar(strongModel)}

datasets:
${axolotlDataset('train.jsonl')}${when(hasDev, `test_datasets:\n${axolotlDataset('dev.jsonl')}`)}# The loss is on the answer alone.
train_on_inputs: false
val_set_size: 0
dataset_prepared_path: out/axolotl-prepared
output_dir: out/axolotl

sequence_len: ${maxLength}
sample_packing: false

adapter: lora
lora_r: 16
lora_alpha: 32
lora_dropout: 0.05
lora_target_modules: [q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]

micro_batch_size: 2
gradient_accumulation_steps: 8
num_epochs: 3
optimizer: adamw_torch
lr_scheduler: cosine
learning_rate: 0.0002
warmup_ratio: 0.03
bf16: auto
gradient_checkpointing: true
seed: ${seed}

logging_steps: 10
${when(hasDev, 'evals_per_epoch: 1\n')}saves_per_epoch: 1
`;
}

function axolotlDataset(path: string): string {
  return `  - path: ${path}
    ds_type: json
    split: train
    type:
      system_prompt: ""
      system_format: "{system}"
      field_instruction: instruction
      field_input: input
      field_output: output
      format: "{instruction}\\n{input}\\n"
      no_input_format: "{instruction}\\n"
`;
}
