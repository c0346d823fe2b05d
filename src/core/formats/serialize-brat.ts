import type { Corpus } from '../corpus/corpus.ts';
import type { DataIssue } from '../issue.ts';
import { flattenCorpus } from './flat-texts.ts';
import { createLossList } from './loss-list.ts';

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
  const files = flattenCorpus(corpus, losses).flatMap(({ id, text, index, mentions }): BratFile[] => {
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
    return [
      { name: `${stem}.txt`, text },
      { name: `${stem}.ann`, text: lines.map((line) => `${line}\n`).join('') },
    ];
  });
  return { files, issues: losses.toIssues(corpus.documents[0]?.source ?? '', 'Brat standoff') };
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
