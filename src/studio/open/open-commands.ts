import type { ParseOptions } from '../../core/formats/parse-source.ts';
import type { ReadAs } from '../../core/open/source-opener.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import { listFiles } from '../../browser/list-files.ts';
import type { IncomingFile } from '../../worker/corpus-protocol.ts';
import { inCorpusTurn } from '../corpus/corpus-turn.ts';
import { lastingDrafts } from '../state/slices/drafts.ts';
import { keepDraft } from '../state/keep-draft.ts';
import { DEMONSTRATION_FILE, holdsAnything, isDemonstration } from '../corpus/demonstration.ts';
import { clearProject, forgetProject } from '../projects/forget-project.ts';
import { chooseDemonstration } from '../projects/project-commands.ts';
import { notRead, unreadPeek } from '../corpus/incoming-issues.ts';
import { readProject } from '../projects/restore-project.ts';
import { saveLastingSettings, saveSetting } from '../state/save-settings.ts';
import { restartScoring } from '../score/score-commands.ts';
import { showCarried } from '../corpus/show-carried.ts';
import { showCorpus } from '../corpus/show-corpus.ts';
import type { CorpusState } from '../state/slices/corpus-slice.ts';
import type { CorpusCommands } from '../state/slices/corpus-slice.ts';
import type { SamplesCommands } from '../state/slices/samples-slice.ts';
import type { StudioContext } from '../state/studio-context.ts';
import { addFiles, keepWhatWasThere, readSourceAgain, startOpening, storedSource } from './add-files.ts';

type OpenCommands = Pick<
  CorpusCommands,
  'openCorpus' | 'openDemonstration' | 'cancelOpening' | 'peekSource' | 'readSourceAs' | 'closeCorpus'
> &
  Pick<SamplesCommands, 'setSampleOptions' | 'addEntityType'>;

export function createOpenCommands(context: StudioContext): OpenCommands {
  const { deps, session } = context;
  return {
    openCorpus: (files) =>
      inCorpusTurn(context, async () => {
        if (session.isRestoreDue && !(await readProject(context))) return;
        const before = startOpening(context, files.length);
        await addFiles(context, before, await listFiles(files));
      }),
    openDemonstration: async () => {
      const isOther = await inCorpusTurn(context, async () => {
        if (session.isRestoreDue && !(await readProject(context))) return false;
        if (isDemonstration(context.get())) return false;
        if (holdsAnything(context.get())) return true;
        const before = startOpening(context, 1);
        try {
          await addFiles(context, before, { files: await deps.readDemonstration(), issues: [] });
        } catch (thrown) {
          keepWhatWasThere(context, before, [notRead(DEMONSTRATION_FILE, thrown)]);
        }
        return false;
      });
      if (isOther) await chooseDemonstration(context);
    },
    cancelOpening: () => {
      session.opening?.abort();
    },
    peekSource: async (source, options, signal) => {
      const file = findIncoming(context, source, options);
      return file && deps.corpusWorker.peekFile(file, signal).catch((thrown: unknown) => unreadPeek(source, thrown));
    },
    readSourceAs: (source, options) =>
      inCorpusTurn(context, async () => {
        // What is being done on a file is done first.
        await context.session.stepTurn;
        const file = findIncoming(context, source, options);
        const before = context.get().corpus;
        if (file && before.kind !== 'opening') await readSourceAgain(context, before, file);
      }),
    closeCorpus: () => inCorpusTurn(context, () => closeCorpus(context)),
    addEntityType: (entityType) =>
      inCorpusTurn(context, async () => {
        const { sampleOptions } = context.get();
        const name = entityType.trim();
        const { entityTypes } = sampleOptions;
        if (name === '' || entityTypes.includes(name)) return;
        await changeSampleOptions(context, { ...sampleOptions, entityTypes: [...entityTypes, name] });
      }),
    setSampleOptions: (options) =>
      inCorpusTurn(context, async () => {
        await changeSampleOptions(context, options);
      }),
  };
}

async function changeSampleOptions(context: StudioContext, options: SampleOptions): Promise<void> {
  const { corpus } = context.get();
  const isShown = corpus.kind !== 'ready' || (await rebuild(context, corpus, options));
  if (!isShown) return;
  context.set({ sampleOptions: options });
  await saveSetting(context, 'sampleOptions', options);
  const isApplied = context.get().drafts.instruction === options.instructionTemplate;
  if (isApplied) await keepDraft(context, 'instruction', undefined);
}

/** The file that a source came in, which may be an archive, with the request to read it in some way. */
function findIncoming(
  { session }: StudioContext,
  source: string,
  options: ParseOptions,
): (IncomingFile & { readonly readAs: ReadAs }) | undefined {
  const file = session.incoming.find(
    ({ name }) => name === source || source.startsWith(`${name}/`) || /^\.gz(?:ip)?$/iu.test(name.replace(source, '')),
  );
  return file && { ...file, readAs: { ...options, source } };
}

/** Makes the samples anew; true where they are on the disk and on the screen. */
async function rebuild(
  context: StudioContext,
  { sources }: Extract<CorpusState, { kind: 'ready' }>,
  sampleOptions: SampleOptions,
): Promise<boolean> {
  const { get, set, deps, saver } = context;
  let isBuilt = false;
  const work = async (): Promise<void> => {
    const carried = await deps.samples.build({
      options: sampleOptions,
      scoringId: get().shownScoringId,
      onProgress: (building) => {
        set({ building });
      },
    });
    showCarried(context, carried);
    await showCorpus(context, sources.map(storedSource));
    isBuilt = true;
    restartScoring(context);
  };
  await saver.save('samples', work, 'on-request');
  set({ building: undefined });
  return isBuilt;
}

async function closeCorpus(context: StudioContext): Promise<void> {
  const { saver } = context;
  forgetProject(context);
  context.set({ drafts: lastingDrafts(context.get().drafts) });
  await saver.drop();
  await saver.save('clear', () => clearProject(context));
  await saveLastingSettings(context);
}
