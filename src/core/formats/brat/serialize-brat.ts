import { TRIGGER_ROLE, type Corpus, type Relation } from '../../corpus/corpus.ts';
import type { DataIssue } from '../../issue.ts';
import { flattenCorpus } from '../common/flat-texts.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';

export interface BratFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Brat standoff: a `.txt` and an `.ann` for each document, code points. Fragments of a discontinuous mention are joined
 * by one blank; concept ids become normalizations. Line breaks within a mention's quote are written as blanks.
 */
export function serializeBrat(corpus: Corpus): { files: readonly BratFile[]; issues: readonly DataIssue[] } {
  const losses = createLossList();
  const used = new Set<string>();
  const files = flattenCorpus(corpus, losses).flatMap(({ id, text, index, mentions, relations }): BratFile[] => {
    const stem = uniqueStem(id, used);
    if (stem !== id) losses.add('document ids, changed to be file names');
    const lines: string[] = [];
    let references = 0;
    for (const [number, { mention, pieces }] of mentions.entries()) {
      const places = pieces.map(({ start, end }) =>
        [index.fromUtf16(start, 'code-point'), index.fromUtf16(end, 'code-point')].join(' '),
      );
      const entityType = mention.entityType.replace(/[\s]+/gu, '_');
      if (entityType !== mention.entityType) losses.add('white space in type names, written as "_"');
      const quote = mention.quote.replace(/[\r\n\t\u0085\u2028\u2029]/gu, ' ');
      lines.push(`T${number + 1}\t${entityType} ${places.join(';')}\t${quote}`);
      for (const conceptId of mention.conceptIds ?? []) {
        references += 1;
        lines.push(`N${references}\tReference T${number + 1} ${conceptId.replace(/\s/gu, '_')}\t${quote}`);
      }
    }
    const numbers = new Map(mentions.map(({ mention }, number) => [mention.id, `T${number + 1}`]));
    lines.push(...writeRelations(relations, numbers, losses));
    return [
      { name: `${stem}.txt`, text },
      { name: `${stem}.ann`, text: lines.map((line) => `${line}\n`).join('') },
    ];
  });
  return { files, issues: losses.toIssues(corpus.documents[0]?.source ?? '', 'Brat standoff') };
}

/** Two arguments make an `R` line, a trigger an `E` line; anything else has no form in brat. */
function writeRelations(
  relations: readonly Relation[],
  mentionNumbers: ReadonlyMap<string, string>,
  losses: LossList,
): string[] {
  const numbers = new Map(mentionNumbers);
  const writable = relations.filter((relation) => isEvent(relation) || isPair(relation));
  losses.add('relations that are neither of two mentions nor events', relations.length - writable.length);
  const counts = { R: 0, E: 0 };
  const relationNumbers = new Map(
    writable.map((relation) => {
      const letter = isEvent(relation) ? 'E' : 'R';
      return [relation.id, `${letter}${(counts[letter] += 1)}`];
    }),
  );
  return writable.flatMap((relation) => {
    const targets = relation.arguments.map(({ kind, role, target }) => {
      const number = (kind === 'mention' ? numbers : relationNumbers).get(target);
      return number === undefined ? undefined : { role: role.replace(/[\s:]+/gu, '_') || 'Arg', number };
    });
    const known = targets.flatMap((each) => each ?? []);
    if (known.length < targets.length) {
      losses.add('relations of a relation that could not be written');
      return [];
    }
    const type = relation.relationType.replace(/[\s:]+/gu, '_');
    const [first, ...others] = known;
    const written = isEvent(relation) ? others : known;
    const head = isEvent(relation) && first ? `${type}:${first.number}` : type;
    const parts = [head, ...written.map(({ role, number }) => `${role}:${number}`)];
    return [`${relationNumbers.get(relation.id)}\t${parts.join(' ')}`];
  });
}

function isEvent({ arguments: [first, ...others] }: Relation): boolean {
  return first?.role === TRIGGER_ROLE && first.kind === 'mention' && others.every(({ kind }) => kind !== 'concept');
}

function isPair({ arguments: all }: Relation): boolean {
  return all.length === 2 && all.every(({ kind }) => kind === 'mention');
}

/** A name that every file system takes. */
function uniqueStem(id: string, used: Set<string>): string {
  const safe =
    id
      .replace(/[^\p{L}\p{N}._-]+/gu, '_')
      .replace(/^\.+/u, '_')
      .slice(0, 120) || 'document';
  let stem = safe;
  for (let count = 2; used.has(stem.toLowerCase()); count += 1) stem = `${safe}_${count}`;
  used.add(stem.toLowerCase());
  return stem;
}
