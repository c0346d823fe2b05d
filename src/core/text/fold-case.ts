const ASCII_ONLY = /^[\p{ASCII}]*$/u;

/**
 * Lower-cases for comparison and keeps every UTF-16 offset: a character whose lower case has another length
 * (such as U+0130) stays as it is. Upper-casing first makes the final sigma equal to the plain one and the micro
 * sign equal to the Greek mu.
 */
export function foldCase(text: string): string {
  if (ASCII_ONLY.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  const upperThenLower = character.toUpperCase().toLowerCase();
  if (upperThenLower.length === character.length) return upperThenLower;
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}
