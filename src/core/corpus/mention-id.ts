/** "m1" for the first mention of a text, and so on; one string for all of the same number. */
export const mentionId = createNumberedIds('m');

/** "s1" for the first sentence of a document, and so on. */
export const sentenceId = createNumberedIds('s');

function createNumberedIds(letter: string): (index: number) => string {
  const known: string[] = [];
  return (index) => {
    const id = known[index];
    if (id !== undefined) return id;
    const made = `${letter}${index + 1}`;
    // In order only: a list with gaps is kept in another, slower way.
    if (index === known.length && index < MOST_REMEMBERED) known.push(made);
    return made;
  };
}

const MOST_REMEMBERED = 1000;
