const EXCERPT_LENGTH = 80;

/** The beginning of a text on one line, for a message: at most 80 characters, line breaks and tabs made visible. */
export function excerpt(text: string): string {
  const characters = Array.from(text.slice(0, 4 * EXCERPT_LENGTH));
  const isCut = characters.length > EXCERPT_LENGTH || text.length > 4 * EXCERPT_LENGTH;
  const visible = characters.slice(0, EXCERPT_LENGTH).map(showCharacter).join('');
  return isCut ? `${visible}…` : visible;
}

function showCharacter(character: string): string {
  if (character === '\t') return '→';
  if (/[\r\n]/u.test(character)) return '↵';
  return /[\p{Cc}\p{Cs}]/u.test(character) ? '�' : character;
}
