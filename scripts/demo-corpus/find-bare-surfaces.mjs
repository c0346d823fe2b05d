// Completeness check: a name that is annotated in one place and left bare in another is mostly an oversight.

const LETTER_OR_DIGIT = /[\p{L}\p{M}\p{N}]/u;

/**
 * Finds whole-word uses of an annotated surface that no mention of its type covers. Abbreviations are compared as
 * written, words without regard to case; both also with a plural "s" more or less.
 * @param {Document[]} documents as parseAbstracts returns them, one document or the whole corpus
 * @returns {{ documentId: string, file: string, line: number, surface: string, found: string, entityType: string }[]}
 */
export function findBareSurfaces(documents) {
  const surfaces = collectSurfaces(documents);
  return documents.flatMap(({ id, file, sentences }) =>
    sentences.flatMap((sentence) =>
      bareIn(sentence, surfaces).map((bare) => ({ documentId: id, file, line: sentence.line, ...bare })),
    ),
  );
}

/** Every spelling to look for, with its type and the surface it comes from. */
function collectSurfaces(documents) {
  const surfaces = new Map();
  for (const { text, mentions } of documents.flatMap(({ sentences }) => sentences)) {
    const characters = Array.from(text);
    for (const { entityType, fragments } of mentions) {
      const surface = fragments.map(({ start, end }) => characters.slice(start, end).join('')).join(' ');
      for (const spelling of spellingVariants(surface)) {
        surfaces.set(`${entityType}\t${spelling}`, { entityType, spelling, surface });
      }
    }
  }
  return [...surfaces.values()];
}

function bareIn({ text, mentions }, surfaces) {
  const lower = text.toLowerCase();
  const bare = new Map();
  for (const { entityType, spelling, surface } of surfaces) {
    const haystack = isAbbreviation(spelling) ? text : lower;
    for (let at = haystack.indexOf(spelling); at >= 0; at = haystack.indexOf(spelling, at + 1)) {
      if (!isWholeWord(haystack, at, at + spelling.length)) continue;
      const start = Array.from(text.slice(0, at)).length;
      const end = start + Array.from(spelling).length;
      if (mentions.some((mention) => covers(mention, { entityType, start, end }))) continue;
      bare.set(`${entityType}\t${start}`, { surface, found: text.slice(at, at + spelling.length), entityType });
    }
  }
  return [...bare.values()];
}

function covers({ entityType, fragments }, wanted) {
  if (entityType !== wanted.entityType) return false;
  const first = fragments[0];
  const last = fragments.at(-1);
  return first.start <= wanted.start && wanted.end <= last.end;
}

// "IL-2", "AS", "𝛼-syn": where capitals or digits carry the name, "as" must not be taken for it.
function isAbbreviation(surface) {
  return /^[^\p{Ll}]*[\p{Lu}\p{N}][^\p{Ll}]*s?$/u.test(surface) || surface.length <= 3;
}

function spellingVariants(surface) {
  const base = isAbbreviation(surface) ? surface : surface.toLowerCase();
  const other = /[^s]s$/u.test(base) ? base.slice(0, -1) : `${base}s`;
  return other.length > 1 ? [base, other] : [base];
}

function isWholeWord(text, start, end) {
  const before = Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? ' ';
  const after = String.fromCodePoint(text.codePointAt(end) ?? 32);
  return !LETTER_OR_DIGIT.test(before) && !LETTER_OR_DIGIT.test(after);
}
