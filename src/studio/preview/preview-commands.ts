import { toFailure } from '../../core/failure.ts';
import { placeNames } from '../../core/samples/place-names.ts';
import { parseAnswer, renderInstruction, renderPrompt } from '../../core/samples/templates.ts';
import type { GeneratedAnswer } from '../../worker/scorer-protocol.ts';
import { ensureModel } from '../models/load-model.ts';
import type { PreviewState } from '../state/slices/jobs-slice.ts';
import type { JobsCommands } from '../state/slices/jobs-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';

/** Tokens; an abstract's entities fit, a model that cannot stop is stopped. */
const MAX_NEW_TOKENS = 256;

export function createPreviewCommands(context: StudioContext): Pick<JobsCommands, 'preview' | 'stopPreview'> {
  const { get, set, deps, session } = context;
  return {
    preview: async (text, entityTypes) => {
      session.preview?.abort();
      const run = new AbortController();
      session.preview = run;
      const show = (preview: PreviewState): void => {
        if (session.preview === run) set({ preview });
      };
      show({ kind: 'running', raw: '', mentions: [] });
      try {
        if ((await ensureModel(context)) === undefined) {
          const { model } = get();
          show(model.kind === 'failed' ? { kind: 'failed', failure: model.failure } : { kind: 'idle' });
          return;
        }
        const instruction = renderInstruction(get().sampleOptions.instructionTemplate, entityTypes);
        const answer = await deps.scorer.generate(
          { prompt: renderPrompt(instruction, text), input: text, entityTypes, maxNewTokens: MAX_NEW_TOKENS },
          {
            signal: run.signal,
            onText: (raw, mentions) => {
              show({ kind: 'running', raw, mentions });
            },
          },
        );
        show(doneState(text, answer));
      } catch (thrown) {
        const failure = toFailure(thrown);
        show(failure.code === 'cancelled' ? { kind: 'idle' } : { kind: 'failed', failure });
      } finally {
        if (session.preview === run) session.preview = undefined;
      }
    },
    stopPreview: () => {
      // The run ends by itself, with what it has found so far.
      session.preview?.abort();
    },
  };
}

/** Generation places the names it makes; what an answer names beyond those is placed by search, or listed. */
function doneState(text: string, answer: GeneratedAnswer): PreviewState {
  const { text: raw, elapsedMs, tokenCount, cut, stopped } = answer;
  const parsed = parseAnswer(raw);
  const entities = parsed.kind === 'entities' ? parsed.entities : [];
  const isPlacedAlready = answer.mentions.length >= entities.length;
  const placed = isPlacedAlready ? { mentions: [], absent: [] } : placeNames(text, entities);
  const mentions = isPlacedAlready
    ? answer.mentions
    : placed.mentions.map(({ span, entityType }) => ({ ...span, entityType, confidence: undefined }));
  return {
    kind: 'done',
    text,
    raw,
    mentions,
    unplaced: placed.absent,
    malformed: parsed.kind === 'malformed',
    elapsedMs,
    tokenCount,
    cut,
    stopped,
  };
}
