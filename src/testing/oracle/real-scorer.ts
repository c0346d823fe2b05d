import path from 'node:path';
import { bundledModelPath, loadNodeModel } from '../../cli/models/load-node-model.ts';
import { F32_TOLERANCE, measureProbes } from '../../scoring/trust-check.ts';
import { toRuntimeFailure } from '../../decoder/runtime-failure.ts';
import { withOwn } from '../../thread/remote.ts';
import { serve } from '../../thread/serve.ts';
import type { ScorerClient } from '../../worker/scorer-protocol.ts';
import { createScorerClient } from '../../worker/scorer-client.ts';
import { type LoadModel, ScorerService } from '../../worker/scorer-service.ts';
import { InlineThread } from '../thread/inline-thread.ts';
import type { Said } from './pure-scorer.ts';

/** A folder a name: the embedded model, and one of a few thousand random weights. */
const FOLDERS: Readonly<Record<string, string>> = {
  'bioselect-weak': bundledModelPath(),
  'other-weak': path.join(import.meta.dirname, '../fixtures/models/qwen3'),
};

const loadReal: LoadModel = async (source) => {
  const model = await loadNodeModel(FOLDERS[source.name] ?? '', 1);
  const { hash, parameterCount, config } = model.opened;
  return {
    model,
    loaded: {
      name: source.name,
      architecture: config.architecture,
      parameterCount,
      hash,
      backend: 'wasm',
      dtype: 'f32',
      threadCount: 1,
      adapter: '',
      loadMs: 0,
    },
    trust: { losses: await measureProbes(model), tolerance: F32_TOLERANCE },
  };
};

/** What real models said last of a content. */
export class SaidByModels {
  readonly #said = new Map<string, Said>();

  said(model: string, prompt: string, answer: string): Said {
    const said = this.#said.get(JSON.stringify([model, prompt, answer]));
    if (said === undefined) throw new Error(`${model} was never asked about ${prompt}${answer}`);
    return said;
  }

  /** The real client and handler with real models; only the thread is missing. */
  scorer(): ScorerClient {
    const client = createScorerClient(startInline);
    let model = 'none';
    const own: Pick<ScorerClient, 'load' | 'score'> = {
      load: async (source, options) => {
        const loaded = await client.load(source, options);
        model = source.name;
        return loaded;
      },
      score: (inputs, options) => {
        const asked = new Map(inputs.map((input) => [input.contentHash, input]));
        return client.score(inputs, {
          ...options,
          onScored: (scored, progress) => {
            for (const { contentHash, result } of scored) {
              const { prompt, answer } = asked.get(contentHash) ?? { prompt: '', answer: '' };
              const said = result.kind === 'scored' ? { ifd: result.ifd } : { reason: result.reason };
              this.#said.set(JSON.stringify([model, prompt, answer]), said);
            }
            options.onScored(scored, progress);
          },
        });
      },
    };
    return withOwn(client, own);
  }
}

function startInline(): InlineThread {
  return new InlineThread((endpoint) => {
    serve(endpoint, { scorer: new ScorerService(loadReal) }, { toFailure: toRuntimeFailure });
  });
}
