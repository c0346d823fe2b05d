import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { addExportCommand } from '../cli/commands/export.ts';

const DISEASES = ['gout', 'asthma', 'purpura', 'scurvy', 'anemia', 'sepsis', 'mumps'];

/**
 * An export of made-up sentences as the command line writes it, from `count` documents of two sentences, of which the
 * first names a disease. Returns its path, a folder or, where `name` ends so, a zip.
 */
export async function writeSmallExport(folder: string, name: string, count = 30): Promise<string> {
  const blocks = Array.from({ length: count }, (_, index) => {
    const disease = DISEASES[(index * 5) % DISEASES.length] ?? '';
    const start = `Case ${index} had `;
    const title = `${start}${disease}${' again'.repeat(index % 4)}.`;
    const mention = `${start.length}\t${start.length + disease.length}\t${disease}\tDisease\tD1`;
    return `${index}|t|${title}\n${index}|a|Nothing else was seen.\n${index}\t${mention}\n`;
  });
  const corpus = join(folder, `${name}.pubtator`);
  await writeFile(corpus, blocks.join('\n'));
  const out = join(folder, name);
  const program = new Command('bioselect').exitOverride().configureOutput({ writeOut: () => undefined });
  addExportCommand(program);
  const selection = ['--strategy', 'full', '--instruction', 'List {types}.', '--dev-ratio', '0.2', '--force'];
  await program.parseAsync(['export', corpus, '--out', out, ...selection], { from: 'user' });
  return out;
}
