// Counts what the README and the test promise about the corpus.

/**
 * @param {Document[]} documents as parseAbstracts returns them
 * @returns counts; `titles` are apart from `sentences`, positive means at least one mention
 */
export function countCorpus(documents) {
  const titles = documents.map(({ sentences }) => sentences[0]);
  const abstracts = documents.map(({ sentences }) => sentences.slice(1));
  const sentences = abstracts.flat();
  const all = [...titles, ...sentences];
  const mentions = all.flatMap((sentence) => sentence.mentions);
  const text = all.map((sentence) => sentence.text).join('\n');
  const negatives = sentences.filter(isNegative).length;
  return {
    documents: documents.length,
    titles: titles.length,
    negativeTitles: titles.filter(isNegative).length,
    sentences: sentences.length,
    positiveSentences: sentences.length - negatives,
    negativeSentences: negatives,
    documentsWithoutAbstractMention: abstracts.filter((abstract) => abstract.every(isNegative)).length,
    words: text.split(/\s+/u).length,
    mentions: mentions.length,
    mentionsByType: countBy(mentions.map(({ entityType }) => entityType)),
    nestedMentions: all.map(countNested).reduce((a, b) => a + b, 0),
    documentsWithNested: documents.filter((document) => document.sentences.some((one) => countNested(one) > 0)).length,
    discontinuousMentions: mentions.filter(({ fragments }) => fragments.length > 1).length,
    documentsWithDiscontinuous: documents.filter((document) =>
      document.sentences.some((one) => one.mentions.some(({ fragments }) => fragments.length > 1)),
    ).length,
    nonBmpCharacters: (text.match(/[\u{10000}-\u{10FFFF}]/gu) ?? []).length,
    combiningMarks: (text.match(/\p{M}/gu) ?? []).length,
    documentsByStudyType: countBy(documents.map(({ studyType }) => studyType)),
  };
}

function isNegative({ mentions }) {
  return mentions.length === 0;
}

/** Mentions that lie wholly inside one part of another mention. */
function countNested({ mentions }) {
  return mentions.filter((inner) => {
    const start = inner.fragments[0].start;
    const end = inner.fragments.at(-1).end;
    return mentions.some(
      (outer) => outer !== inner && outer.fragments.some((part) => part.start <= start && end <= part.end),
    );
  }).length;
}

function countBy(names) {
  const counts = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
