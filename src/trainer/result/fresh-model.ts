import { parseJsonObject } from '../../decoder/config/model-config.ts';
import { optionalText, requireText, type ModelFolder, type OpenedModel } from '../../decoder/model/model-folder.ts';
import { parseModelConfig } from '../../decoder/config/parse-model-config.ts';
import { TRAINABLE } from '../config/trainable.ts';
import { TrainRefusal } from '../train-problem.ts';
import { initialWeights } from './initial-weights.ts';
import { withWeights } from '../../training/weights/with-weights.ts';

/** What transformers takes where a config does not say. */
const USUAL_RANGE = 0.02;

/**
 * A model that has learnt nothing, from a folder with config and tokenizer; weights in it are not looked at.
 *
 * @throws TrainRefusal `architecture-untrainable`.
 */
export async function openFreshModel(folder: ModelFolder, seed: number): Promise<OpenedModel> {
  const text = await requireText(folder, 'config.json');
  const config = parseModelConfig(text, await optionalText(folder, 'generation_config.json'));
  if (!TRAINABLE.includes(config.architecture)) {
    throw new TrainRefusal({ code: 'architecture-untrainable', found: config.architecture, trainable: TRAINABLE });
  }
  const range = parseJsonObject(text, 'config.json')['initializer_range'];
  return withWeights(folder, initialWeights(config, seed, typeof range === 'number' ? range : USUAL_RANGE));
}
