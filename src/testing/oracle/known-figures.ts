import { instructionOf, type KnownSample } from './known-corpus.ts';
import { cyrb53, isKnown } from './pick-by-rule.ts';
import type { SelectionOracle, Verdict } from './selection-oracle.ts';

export interface KnownSplit {
  readonly devRatio: number;
  readonly seed: number;
}

const OUTCOMES = ['not-scored-yet', 'scored', 'one-token-answer', 'empty-answer', 'prompt-too-long', 'non-finite-loss'];
const VERDICTS: readonly Verdict[] = ['undecided', 'approved', 'rejected', 'unsure'];

/** All that the screens say of samples and selection, and the rows that go out, as they have to be. */
export function knownFigures(oracle: SelectionOracle, split: KnownSplit) {
  const samples = oracle.samples();
  if (samples.length === 0) return { isEmpty: true, undo: oracle.undoCount, redo: oracle.redoCount };
  const { selection } = oracle;
  const [tried, kept] = [oracle.tried(), selection?.kept ?? new Set<string>()];
  const isNew = (id: string): boolean => tried.kept.has(id) && !kept.has(id);
  const isGone = (id: string): boolean => kept.has(id) && !tried.kept.has(id);
  const verdictOf = ({ id }: KnownSample): Verdict => oracle.decisions.get(id) ?? 'undecided';
  const known = samples.filter(isKnown);
  return {
    isEmpty: false,
    undo: oracle.undoCount,
    redo: oracle.redoCount,
    rule: oracle.rule,
    shown: oracle.shownName,
    scorings: oracle.scoringNames,
    options: oracle.options,
    counts: {
      samples: samples.length,
      ...stateCounts(samples),
      incomplete: count(samples, ({ state }) => state === 'lost'),
      byVerdict: Object.fromEntries(
        VERDICTS.map((verdict) => [verdict, count(samples, (each) => verdictOf(each) === verdict)]),
      ),
      byOutcome: Object.fromEntries(
        OUTCOMES.map((outcome) => {
          const having = known.filter((each) => outcomeOf(oracle, each) === outcome);
          const { positives, negatives } = stateCounts(having);
          return [outcome, { positives, negatives }];
        }),
      ),
      stale: count(known, (each) => oracle.scoreOf(each)?.isStale === true),
      kept: count(samples, (each) => oracle.goesOut(each)),
    },
    selected: selection && {
      rule: selection.rule,
      scoring: selection.scoring,
      counts: { ...stateCounts(samples), ...keptCounts(samples, kept) },
      cutOffIfd: selection.cutOffIfd,
      overruled: {
        approved: count(samples, (each) => oracle.goesOut(each) && !kept.has(each.id)),
        rejected: count(known, (each) => isRejected(oracle, each) && kept.has(each.id)),
      },
    },
    tried: {
      counts: { ...stateCounts(samples), ...keptCounts(samples, tried.kept) },
      cutOffIfd: tried.cutOffIfd,
      inCount: count(samples, ({ id }) => isNew(id)),
      outCount: count(samples, ({ id }) => isGone(id)),
    },
    selectors: {
      samples: samples.length,
      scorable: known.length,
      notAnnotated: samples.length - known.length,
      waiting: oracle.waiting().length,
      measured: known.length - oracle.waiting().length,
      decided: count(samples, (each) => verdictOf(each) !== 'undecided'),
      kept: count(samples, (each) => oracle.goesOut(each)),
    },
    ...exportOf(oracle, samples, split),
  };
}

function exportOf(oracle: SelectionOracle, samples: readonly KnownSample[], split: KnownSplit) {
  const { documents } = oracle.files;
  const { devUnits, unitOf, unitCount } = drawDev(oracle, split);
  const kept = oracle.selection?.kept ?? new Set<string>();
  const fileOf = (sample: KnownSample): 'train' | 'dev' | 'dropped' => {
    if (!oracle.goesOut(sample)) return 'dropped';
    return devUnits.has(unitOf(sample)) ? 'dev' : 'train';
  };
  const rowsOf = (file: 'train' | 'dev' | 'dropped'): readonly KnownSample[] =>
    samples.filter((sample) => fileOf(sample) === file);
  const [train, dev, dropped] = [rowsOf('train'), rowsOf('dev'), rowsOf('dropped')];
  const out = [...train, ...dev];
  const placesOf = (rows: readonly KnownSample[]): readonly number[] =>
    rows.slice(0, 3).map((each) => samples.indexOf(each));
  const boundaries = new Set<string>(documents.map((document) => document.boundaries));
  const tooLong = samples.filter((each) => isKnown(each) && oracle.isWanted(each) && each.rowBytes > 8192);
  return {
    train: train.map(rowOf),
    dev: dev.map(rowOf),
    dropped: dropped.map((sample) => ({
      id: sample.id,
      reason: reasonOf(oracle, sample),
      droppedBy: droppedBy(oracle, sample),
    })),
    tooLong: tooLong.map(({ id }) => id),
    instructions: instructionsOf(oracle, out),
    preview: {
      train: train.length,
      dev: dev.length,
      dropped: dropped.length,
      positives: count(out, ({ state }) => state === 'positive'),
      trainPositives: count(train, ({ state }) => state === 'positive'),
      added: count(out, ({ id }) => !kept.has(id)),
      removed: count(samples, (each) => isKnown(each) && isRejected(oracle, each) && kept.has(each.id)),
      unscored: count(
        samples,
        (each) =>
          each.state === 'positive' &&
          !oracle.goesOut(each) &&
          !isRejected(oracle, each) &&
          oracle.scoreOf(each) === undefined &&
          ['unscored', 'not-in-selection'].includes(reasonOf(oracle, each)),
      ),
      stale: count(out, (each) => oracle.scoreOf(each)?.isStale === true),
      tooLong: tooLong.length,
      longestRowBytes: Math.max(0, ...out.map(({ rowBytes }) => rowBytes)),
      notAnnotated: count(samples, (each) => !isKnown(each)),
      instructions: instructionsOf(oracle, out),
      unit: unitOfSplit(boundaries),
      trainUnits: unitCount - devUnits.size,
      devUnits: devUnits.size,
      trainFrom: new Set(train.map(unitOf)).size,
      devFrom: new Set(dev.map(unitOf)).size,
      first: { train: placesOf(train), dev: placesOf(dev), dropped: placesOf(dropped) },
    },
  };
}

/** One that would go out if it was not for the decision. */
function isRejected({ decisions }: SelectionOracle, { id, rowBytes }: KnownSample): boolean {
  return decisions.get(id) === 'rejected' && rowBytes <= 8192;
}

function instructionsOf({ options }: SelectionOracle, rows: readonly KnownSample[]) {
  const own = rows.map(({ instruction }) => instruction).filter((each) => each !== instructionOf(options));
  return { templateRows: rows.length - own.length, ownRows: own.length, distinctOwn: new Set(own).size };
}

function unitOfSplit(boundaries: ReadonlySet<string>): string {
  if (boundaries.size === 2) return 'document-or-passage';
  return boundaries.has('assumed') ? 'passage' : 'document';
}

function rowOf({ instruction, input, answer, id, documentId }: KnownSample) {
  return { instruction, input, output: answer, id, documentId };
}

function droppedBy(oracle: SelectionOracle, sample: KnownSample): 'person' | 'filter' | 'length' {
  if (isKnown(sample) && oracle.isWanted(sample)) return 'length';
  return oracle.decisions.get(sample.id) === 'rejected' ? 'person' : 'filter';
}

/** What the list says of a sample that is in it; what is not annotated now is nothing else. */
function reasonOf({ selection }: SelectionOracle, sample: KnownSample): string {
  if (!isKnown(sample)) return 'not-annotated';
  const reason = selection?.reasons.get(sample.id) ?? 'not-in-selection';
  return reason === 'not-annotated' ? 'not-in-selection' : reason;
}

/** Documents, or passages where the format has no borders of documents, and those of them that are held out. */
function drawDev(
  { files: { documents } }: SelectionOracle,
  { devRatio, seed }: KnownSplit,
): {
  readonly devUnits: ReadonlySet<string>;
  readonly unitOf: (sample: KnownSample) => string;
  readonly unitCount: number;
} {
  const unitByText = new Map<string, string>();
  for (const { id, boundaries, passages } of documents) {
    for (const passage of passages) {
      const unit = boundaries === 'given' ? `document ${id.replace(/(?:#\d+)+$/u, '')}` : `passage ${passage.text}`;
      unitByText.set(`${id}\n${passage.id}`, unit);
    }
  }
  const units = [...new Set(unitByText.values())];
  const devCount = devRatio === 0 ? 0 : Math.min(Math.max(1, Math.round(devRatio * units.length)), units.length - 1);
  const drawn = units.toSorted((one, other) => cyrb53(one, seed) - cyrb53(other, seed)).slice(0, devCount);
  return {
    devUnits: new Set(drawn),
    unitOf: ({ documentId, passageId }) => unitByText.get(`${documentId}\n${passageId}`) ?? '',
    unitCount: units.length,
  };
}

function outcomeOf(oracle: SelectionOracle, sample: KnownSample): string {
  const said = oracle.scoreOf(sample)?.said;
  if (said === undefined) return 'not-scored-yet';
  return 'ifd' in said ? 'scored' : said.reason;
}

function stateCounts(samples: readonly KnownSample[]) {
  const positives = count(samples, ({ state }) => state === 'positive');
  const negatives = count(samples, ({ state }) => state === 'negative');
  return { positives, negatives, notAnnotated: samples.length - positives - negatives };
}

function keptCounts(samples: readonly KnownSample[], kept: ReadonlySet<string>) {
  const { positives, negatives } = stateCounts(samples.filter(({ id }) => kept.has(id)));
  return { keptPositives: positives, keptNegatives: negatives };
}

function count<T>(all: readonly T[], isCounted: (each: T) => boolean): number {
  return all.filter(isCounted).length;
}
