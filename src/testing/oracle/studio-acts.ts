import type { EditOutcome } from '../../core/annotations/annotation-edit.ts';
import { deleteMention, relabelMention } from '../../core/annotations/change-mention.ts';
import { createMention } from '../../core/annotations/create-mention.ts';
import type { ModelSource } from '../../worker/scorer-protocol.ts';
import type { StudioFixture } from '../studio/studio-fixture.ts';
import type { KnownSample } from './known-corpus.ts';
import { fileNameOf, type KnownMention, textOf } from './opened-files.ts';
import { isKnown, type KnownRule } from './pick-by-rule.ts';
import { BATCH, type PureScorer } from './pure-scorer.ts';
import type { StudioAct } from './random-acts.ts';
import type { SelectionOracle } from './selection-oracle.ts';
import { openPassages } from '../open-passages.ts';

function modelSource(name: string): ModelSource {
  return { kind: 'bundled', name, baseUrl: `/models/${name}/` };
}

/** Does it in the studio as its screens do, and says it to the oracle; a studio that was reloaded is handed back. */
export async function perform(
  act: StudioAct,
  {
    studio,
    scorer,
    oracle,
    reload,
  }: {
    readonly studio: StudioFixture;
    /** The studio's, where it can fail. */
    readonly scorer?: PureScorer;
    readonly oracle: SelectionOracle;
    readonly reload: () => Promise<StudioFixture>;
  },
): Promise<StudioFixture> {
  const { commands } = studio;
  const samples = oracle.samples();
  switch (act.does) {
    case 'open':
      await commands.openCorpus(act.files.map((plan) => new File([textOf(plan)], fileNameOf(plan))));
      oracle.open(act.files);
      break;
    case 'score':
      await commands.scoreSamples();
      oracle.score();
      break;
    case 'score by the loaded model':
      await commands.scoreWithLoadedModel();
      oracle.scoreWithLoaded();
      break;
    case 'score in vain': {
      if (scorer === undefined) break;
      const contents = act.batches * BATCH;
      scorer.failsAfter = act.batches;
      if (act.how === 'anew') {
        await commands.rescoreSamples();
        oracle.rescore(contents);
      } else if (act.how === 'by the loaded model') {
        await commands.scoreWithLoadedModel();
        oracle.scoreWithLoaded(contents);
      } else {
        await commands.scoreSamples();
        oracle.score(contents);
      }
      scorer.failsAfter = Infinity;
      break;
    }
    case 'while it scores':
      await whileItScores(studio, oracle, { act, scorer });
      break;
    case 'close':
      await commands.closeCorpus();
      oracle.close();
      break;
    case 'score anew':
      await commands.rescoreSamples();
      oracle.rescore();
      break;
    case 'preview':
      await commands.preview('Of aspirin we know enough.', ['Chemical']);
      oracle.preview();
      break;
    case 'load':
      await commands.loadModel(modelSource(act.model));
      oracle.load(act.model);
      break;
    case 'apply':
      await commands.applyRule();
      oracle.apply();
      break;
    case 'reload':
      oracle.reload();
      return reload();
    case 'undo':
      await commands.undo();
      oracle.undo();
      break;
    case 'redo':
      await commands.redo();
      oracle.redo();
      break;
    case 'edit':
      await edit(studio, oracle, act);
      break;
    case 'remove':
    case 'put back':
    case 'read again':
      await changeFiles(studio, oracle, act);
      break;
    case 'decide': {
      const ids = act.which.flatMap((each) => samples[each % samples.length]?.id ?? []);
      await commands.decide(ids, act.verdict);
      oracle.decide(ids, act.verdict);
      break;
    }
    case 'decide many':
      await decideMany(studio, oracle, act);
      break;
    case 'nothing here': {
      const ids = samples.flatMap(({ id, state }) => (isKnown({ state }) ? [] : [id]));
      const id = ids[act.which % Math.max(1, ids.length)];
      if (id === undefined) break;
      await commands.markComplete([id], act.approve);
      oracle.mark([id], act.approve);
      break;
    }
    case 'mark many': {
      const found = samples.flatMap((each, place) => (isAmong(oracle, act.of, each) ? [place] : []));
      await commands.markAllComplete(Uint32Array.from(found));
      oracle.mark(idsAt(samples, found), false);
      break;
    }
    case 'unmark': {
      const marked = [...oracle.marks];
      const ids = marked.slice(act.which % Math.max(1, marked.length)).slice(0, 1);
      await commands.unmark(ids);
      oracle.unmark(ids);
      break;
    }
    case 'move the rule': {
      const rules: KnownRule[] = [];
      for (const part of act.to) rules.push({ ...(rules.at(-1) ?? oracle.rule), ...part });
      await Promise.all(rules.map((rule) => commands.setSelectionOptions(rule)));
      // A share of nothing is none that can be set.
      const last = rules.findLast(({ keepRatio }) => keepRatio > 0);
      if (last !== undefined) oracle.setRule(last);
      break;
    }
    case 'show scoring': {
      const { scorings } = studio.state.getState();
      const at = act.which % Math.max(1, scorings.length);
      const [scoring, name] = [scorings[at], oracle.scoringNames[at]];
      if (scoring === undefined || name === undefined) break;
      await commands.showScoring(scoring.id);
      oracle.show(name);
      break;
    }
    case 'ask for':
      await setOptions(studio, oracle, { ...oracle.options, entityTypes: act.types });
      break;
    case 'instruct':
      await setOptions(studio, oracle, { ...oracle.options, instructionTemplate: act.template });
      break;
    case 'cut by':
      await setOptions(studio, oracle, { ...oracle.options, unit: act.unit });
      break;
    case 'add type': {
      const { entityTypes } = oracle.options;
      await commands.addEntityType(act.type);
      if (!entityTypes.includes(act.type)) {
        oracle.setOptions({ ...oracle.options, entityTypes: [...entityTypes, act.type] });
      }
      break;
    }
    default:
      act satisfies never;
  }
  return studio;
}

type FileAct = Extract<StudioAct, { does: 'remove' | 'put back' | 'read again' }>;

/** Returns whether there was anything to do. */
async function changeFiles({ commands }: StudioFixture, oracle: SelectionOracle, act: FileAct): Promise<boolean> {
  if (act.does === 'put back') {
    const isThere = oracle.isHeldOut;
    await commands.putFileBack();
    oracle.putBack();
    return isThere;
  }
  const { files } = oracle.files;
  const file = files[act.which % Math.max(1, files.length)]?.name;
  if (file === undefined) return false;
  if (act.does === 'remove') {
    await commands.removeFile(file);
    oracle.remove(file);
    return true;
  }
  const isThere = oracle.canReadAgain(file);
  await commands.readSourceAs(file, {});
  oracle.readAgain(file);
  return isThere;
}

type WhileActs = Extract<StudioAct, { does: 'while it scores' }>;

/** Something is done while a run stands between two of its batches; without a scorer that can be held nothing is. */
async function whileItScores(
  studio: StudioFixture,
  oracle: SelectionOracle,
  { act: { act, batches }, scorer }: { readonly act: WhileActs; readonly scorer: PureScorer | undefined },
): Promise<void> {
  const { commands } = studio;
  const contents = oracle.waitingContents();
  if (scorer === undefined || contents === 0) return;
  const atBatch = Math.min(batches, Math.ceil(contents / BATCH) - 1);
  let run: Promise<void> | undefined;
  const release = await scorer.holdAt(atBatch, () => {
    run = commands.scoreSamples();
  });
  await studio.until(({ save }) => save.kind === 'saved');
  const scoring = oracle.holdScoring(atBatch * BATCH);
  if (scoring === undefined) throw new Error('nothing was to be scored');
  let isBegunAnew = false;
  switch (act.does) {
    case 'undo':
    case 'redo':
      await commands[act.does]();
      oracle[act.does]();
      break;
    case 'approve': {
      const samples = oracle.samples();
      const id = samples[act.which % samples.length]?.id ?? '';
      await commands.decide([id], 'approved');
      oracle.decide([id], 'approved');
      break;
    }
    case 'edit':
      await edit(studio, oracle, act);
      break;
    case 'remove':
    case 'put back':
    case 'read again':
      isBegunAnew = await changeFiles(studio, oracle, act);
      break;
    default:
      act satisfies never;
  }
  release();
  await run;
  if (isBegunAnew) oracle.scoreOn(scoring);
  else oracle.endScoring(scoring);
}

async function setOptions(
  { commands }: StudioFixture,
  oracle: SelectionOracle,
  options: SelectionOracle['options'],
): Promise<void> {
  await commands.setSampleOptions(options);
  oracle.setOptions(options);
}

/** As Review does it: what a decision passes over is settled with it or left. */
async function decideMany(
  { commands, samples: store }: StudioFixture,
  oracle: SelectionOracle,
  { of, verdict, settle }: Extract<StudioAct, { does: 'decide many' }>,
): Promise<void> {
  const samples = oracle.samples();
  if (samples.length === 0) return;
  const found = samples.flatMap((each, place) => (isAmong(oracle, of, each) ? [place] : []));
  const bulk = await store.bulkDecision(Uint32Array.from(found), verdict);
  await commands.decideAll(bulk.places, verdict, settle ? bulk.passedOver : undefined);
  const passedOver = found.filter((place) => verdict === 'approved' && !isKnown(samples[place] ?? { state: 'lost' }));
  const decided = found.filter((place) => !passedOver.includes(place));
  oracle.decide(idsAt(samples, decided), verdict, settle ? idsAt(samples, passedOver) : []);
}

function isAmong(oracle: SelectionOracle, of: string, sample: KnownSample): boolean {
  if (of === 'all') return true;
  if (of === 'not-annotated') return !isKnown(sample);
  if (of === 'kept') return oracle.goesOut(sample);
  if (of === 'dropped') return !oracle.goesOut(sample);
  return sample.state === of;
}

function idsAt(samples: readonly KnownSample[], places: readonly number[]): readonly string[] {
  return places.flatMap((place) => samples[place]?.id ?? []);
}

/** Changes a mention of a sample; what is not annotated is settled by it. */
async function edit(
  studio: StudioFixture,
  oracle: SelectionOracle,
  { which, how, name, type }: Extract<StudioAct, { does: 'edit' }>,
): Promise<void> {
  const samples = oracle.samples();
  const sample = samples[which % samples.length];
  const text = oracle.files
    .texts()
    .find(({ documentId, passage }) => documentId === sample?.documentId && passage.id === sample.passageId);
  if (sample === undefined || text === undefined) return;
  const mentions = oracle.files.mentionsOf(text, oracle.edits);
  const from = text.passage.text.indexOf(sample.input);
  const inside = text.passage.names.filter(({ start, end }) => from <= start && end <= from + sample.input.length);
  const place = inside[name % inside.length];
  if (place === undefined) return;
  const known = mentions.find(({ start }) => start === place.start);
  const open = openPassages((await studio.whole()).corpus).find(
    ({ ref }) => ref.documentId === sample.documentId && ref.passageId === sample.passageId,
  );
  if (open === undefined) throw new Error(`the studio has no text of ${sample.id}`);
  const shown = open.mentions.find(({ span }) => span.start === place.start);
  if ((shown === undefined) !== (known === undefined)) throw new Error('the studio has other mentions');
  const others = mentions.filter((each) => each !== known);
  const settles = isKnown(sample) ? undefined : sample.id;
  const put = async (outcome: EditOutcome, after: readonly KnownMention[]): Promise<void> => {
    if (outcome.kind === 'refused') throw new Error(`refused: ${outcome.reason}`);
    await studio.commands.edit(outcome.edit, undefined, settles);
    const inOrder = after.toSorted((one, other) => one.start - other.start);
    oracle.edit(sample.documentId, sample.passageId, inOrder, settles);
  };
  if (shown === undefined || known === undefined) {
    if (how !== 'create') return;
    await put(createMention(open, place, { entityType: type }), [...others, { ...place, type, origin: 'person' }]);
  } else if (how === 'delete') {
    await put(deleteMention(open, shown.id), others);
  } else if (how === 'relabel' && known.type !== type) {
    await put(relabelMention(open, shown.id, type), [...others, { ...known, type }]);
  }
}
