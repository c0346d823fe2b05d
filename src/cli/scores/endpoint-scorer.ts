import { createHash } from 'node:crypto';
import { FailureError } from '../../core/failure.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import type { IfdVariant } from '../../core/ifd/ifd.ts';
import type { ScoringInput } from '../../core/ifd/scored-sample.ts';
import { loadTokenizer, type TextTokenizer } from '../../decoder/tokenizer.ts';
import { createEndpointClient } from '../../scoring/endpoint-client.ts';
import { openEndpoint } from '../../scoring/endpoint-probe.ts';
import { DEFAULT_RETRY_POLICY } from '../../scoring/endpoint-retry.ts';
import { scoreByEndpoint } from '../../scoring/endpoint-scorer.ts';
import { diskFolder } from '../models/load-node-model.ts';
import { seededRandom } from '../../core/numbers/seeded-random.ts';
import type { Scorer } from './scorer.ts';

export interface EndpointScorerOptions {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** As the server names it; undefined: its only one. */
  readonly model: string | undefined;
  /** Folder with the model's tokenizer.json. */
  readonly tokenizer: string | undefined;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly attemptCount: number;
  readonly variant: IfdVariant;
  readonly maxLength: number;
  /** Told what the person should know of the server. */
  readonly onNote: (note: string) => void;
}

/** A fixed seed: the jitter has to differ between requests, not between runs. */
const JITTER_SEED = 20_402;

/**
 * A completion server, probed. Nothing but a small text of ours is sent before it is known to be fit.
 *
 * @throws FailureError `endpoint-unfit`, `endpoint-failed`, `model-file-missing` for the tokenizer.
 */
export async function openEndpointScorer(options: EndpointScorerOptions): Promise<Scorer> {
  const { variant, concurrency } = options;
  const opened = options.tokenizer === undefined ? undefined : await openTokenizer(options.tokenizer);
  const client = createEndpointClient({
    url: options.url,
    apiKey: options.apiKey,
    timeoutMs: options.timeoutMs,
    retry: { ...DEFAULT_RETRY_POLICY, attemptCount: options.attemptCount },
    random: seededRandom(JITTER_SEED),
  });
  const endpoint = await openEndpoint(client, { model: options.model, tokenizer: opened?.tokenizer });
  for (const note of endpoint.notes) options.onNote(note);
  const special = endpoint.leadingTokenCount + endpoint.unlistedTokenCount;
  // One token is generated behind the prompt, and special ones stand before it.
  const room = endpoint.windowTokens === undefined ? Infinity : endpoint.windowTokens - 1 - special;
  const maxLength = Math.min(options.maxLength, room);
  if (maxLength < options.maxLength)
    options.onNote(`the server's model takes ${maxLength} tokens; longer samples are cut`);
  return {
    provenance: {
      modelHash: 'unknown',
      modelName: endpoint.model,
      backend: 'endpoint',
      dtype: 'unknown',
      variant,
      maxLength,
      version: packageJson.version,
      endpoint: {
        host: client.host,
        promptForm: endpoint.tokenizer === undefined ? 'text' : 'token-ids',
        leadingTokenCount: special,
        tokenizerHash: endpoint.tokenizer === undefined ? null : (opened?.hash ?? null),
      },
    },
    granularity: 'row',
    score: (chunks, onScored) =>
      scoreByEndpoint(endpoint, flatten(chunks), { variant, maxLength, concurrency, onScored }),
    dispose: () => Promise.resolve(),
  };
}

function* flatten(chunks: Iterable<readonly ScoringInput[]>): Generator<ScoringInput> {
  for (const inputs of chunks) yield* inputs;
}

async function openTokenizer(path: string): Promise<{ readonly tokenizer: TextTokenizer; readonly hash: string }> {
  const folder = diskFolder(path);
  const bytes = await folder.readBytes('tokenizer.json');
  if (bytes === undefined) throw new FailureError({ code: 'model-file-missing', file: 'tokenizer.json', folder: path });
  const config = await folder.readBytes('tokenizer_config.json');
  const decoder = new TextDecoder();
  const tokenizer = loadTokenizer(decoder.decode(bytes), config === undefined ? undefined : decoder.decode(config));
  return { tokenizer, hash: createHash('sha256').update(bytes).digest('hex') };
}
