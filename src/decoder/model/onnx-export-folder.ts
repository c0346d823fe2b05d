import { FailureError } from '../../core/failure.ts';
import type { WeightDtype } from '../../core/ifd/weight-dtype.ts';
import { addScoringHead, type ScoringGraph } from '../onnx/add-scoring-head.ts';
import { ConfigFields } from '../config/config-fields.ts';
import { parseJsonObject } from '../config/model-config.ts';
import {
  hashModel,
  optionalText,
  requireBytes,
  requireText,
  type ModelFolder,
  type WeightFile,
} from './model-folder.ts';
import { readEndTokenIds } from '../config/parse-model-config.ts';
import { loadTokenizer, type TextTokenizer } from '../tokenizer.ts';

/** A ready-made ONNX export, read, checked and given the scoring head. */
export interface OpenedExport {
  readonly kind: 'export';
  readonly name: string;
  readonly config: ExportConfig;
  readonly tokenizer: TextTokenizer;
  readonly graph: ScoringGraph;
  /** External data, by the names that the graph gives it. */
  readonly weightFiles: readonly WeightFile[];
  readonly parameterCount: number;
  readonly dtype: WeightDtype;
  /** SHA-256 (hex) over the SHA-256 of the graph as it was, its data files in order and tokenizer.json. */
  readonly hash: string;
}

/** The little that has to be known of a model whose graph is given. */
export interface ExportConfig {
  /** `model_type`, whatever it is: the graph says what to compute. */
  readonly architecture: string;
  readonly maxPositions: number;
  readonly vocabSize: number;
  /** For caches whose shape the graph leaves open. */
  readonly keyValueHeadCount: number;
  readonly headDim: number;
  readonly endTokenIds: readonly number[];
}

/** The names that transformers.js gives its variants, best first. */
const VARIANTS: readonly { readonly dtype: WeightDtype; readonly file: string }[] = [
  { dtype: 'f32', file: 'model.onnx' },
  { dtype: 'f16', file: 'model_fp16.onnx' },
  { dtype: 'q8', file: 'model_quantized.onnx' },
  { dtype: 'q8', file: 'model_int8.onnx' },
  { dtype: 'q8', file: 'model_uint8.onnx' },
  { dtype: 'q4f16', file: 'model_q4f16.onnx' },
  { dtype: 'q4', file: 'model_q4.onnx' },
];
const FOLDERS = ['onnx/', ''];

/** Where a variant is expected first. */
export function exportFile(variant: WeightDtype): string {
  return `onnx/${VARIANTS.find(({ dtype }) => dtype === variant)?.file ?? 'model.onnx'}`;
}

/**
 * Opens an ONNX export: config.json, tokenizer.json and `onnx/model….onnx` (or `model….onnx`) with its external data.
 *
 * @param variant which file to take; by default the first there is of f32, f16, q8, q4f16, q4. What the model then
 *   calls itself is read from the graph.
 * @returns undefined where the folder has no such file.
 * @throws FailureError naming the file that is missing or damaged, or `model-architecture-unsupported`.
 */
export async function openOnnxExport(folder: ModelFolder, variant?: WeightDtype): Promise<OpenedExport | undefined> {
  const file = await findGraph(folder, variant);
  if (file === undefined) return undefined;
  const config = parseExportConfig(
    await requireText(folder, 'config.json'),
    await optionalText(folder, 'generation_config.json'),
  );
  const tokenizerText = await requireText(folder, 'tokenizer.json');
  const tokenizer = loadTokenizer(tokenizerText, await optionalText(folder, 'tokenizer_config.json'));
  const graph = addScoringHead(file.bytes, file.name);
  const directory = file.name.slice(0, file.name.lastIndexOf('/') + 1);
  const weightFiles = await readExternalData(folder, directory, graph);
  const hash = await hashModel([file, ...weightFiles], tokenizerText);
  const { dtype, parameterCount } = graph;
  return { kind: 'export', name: folder.name, config, tokenizer, graph, weightFiles, parameterCount, dtype, hash };
}

async function findGraph(folder: ModelFolder, variant: WeightDtype | undefined): Promise<WeightFile | undefined> {
  const wanted = VARIANTS.filter(({ dtype }) => variant === undefined || dtype === variant);
  for (const { file } of wanted) {
    for (const directory of FOLDERS) {
      const bytes = await folder.readBytes(directory + file);
      if (bytes !== undefined) return { name: directory + file, bytes };
    }
  }
  return undefined;
}

/** @throws FailureError `model-file-missing`, or `model-file-damaged` where a tensor would lie behind a file's end. */
async function readExternalData(
  folder: ModelFolder,
  directory: string,
  { externalTensors }: ScoringGraph,
): Promise<readonly WeightFile[]> {
  const files: WeightFile[] = [];
  for (const location of [...new Set(externalTensors.map((tensor) => tensor.location))].sort()) {
    const bytes = await requireBytes(folder, directory + location);
    const beyond = externalTensors.find(
      (tensor) => tensor.location === location && !(tensor.endByte <= bytes.byteLength),
    );
    if (beyond !== undefined) {
      throw new FailureError({
        code: 'model-file-damaged',
        file: directory + location,
        detail: `tensor "${beyond.tensor}" ends at byte ${beyond.endByte}, but the file has ${bytes.byteLength}: truncated`,
      });
    }
    files.push({ name: location, bytes });
  }
  return files;
}

function parseExportConfig(text: string, generationConfig: string | undefined): ExportConfig {
  const json = parseJsonObject(text, 'config.json');
  const fields = new ConfigFields(json);
  const headCount = fields.integerOr('num_attention_heads', fields.integerOr('n_head', 1));
  const hiddenSize = fields.integerOr('hidden_size', fields.integerOr('n_embd', headCount));
  const modelType = json['model_type'];
  return {
    architecture: typeof modelType === 'string' ? modelType : 'unknown',
    maxPositions: fields.isGiven('max_position_embeddings')
      ? fields.integer('max_position_embeddings')
      : fields.integer('n_positions'),
    vocabSize: fields.integer('vocab_size'),
    keyValueHeadCount: fields.integerOr('num_key_value_heads', headCount),
    headDim: fields.integerOr('head_dim', hiddenSize / headCount),
    endTokenIds: readEndTokenIds(json, generationConfig),
  };
}
