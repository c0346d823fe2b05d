import type { Corpus } from '../../corpus/corpus.ts';
import type { SerializedCorpus } from '../common/format.ts';
import { createLossList, type LossList } from '../common/loss-list.ts';
import { countRelations } from './serialize-iob2.ts';
import { tagPassage, type TaggedToken } from './tag-passage.ts';

/** One sentence a line, tokens `word|-|tag` between blanks: the dash stands for the part of speech. IOB2 tags. */
export function serializeSentenceLines(corpus: Corpus): SerializedCorpus {
  const losses = createLossList();
  losses.add('borders of documents', Math.max(corpus.documents.length - 1, 0));
  losses.add('relations', countRelations(corpus));
  const lines = corpus.documents.flatMap(({ passages }) =>
    passages.flatMap((passage) => {
      if (passage.kind !== 'sentence') losses.add('passages whose white space becomes token borders');
      return tagPassage(passage, losses, 'IOB2').map((sentence) =>
        sentence.flatMap((token) => writeToken(token, losses)).join(' '),
      );
    }),
  );
  const written = lines.filter((line) => line !== '').map((line) => `${line}\n`);
  return { text: written.join(''), issues: losses.toIssues(corpus.documents[0]?.source ?? '', 'sentence lines') };
}

/** A token with a blank of another kind in it is two. */
function writeToken({ token, tag }: TaggedToken, losses: LossList): string[] {
  const words = token.split(/\s+/u).filter((word) => word !== '');
  if (words.length !== 1 || words[0] !== token) losses.add('tokens with white space in them');
  const type = tag.replaceAll('|', '_');
  if (type !== tag) losses.add('bars in type names, written as "_"');
  return words.map((word, index) => `${word}|-|${index === 0 ? type : type.replace(/^B/u, 'I')}`);
}
