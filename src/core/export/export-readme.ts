import { describeRule } from '../selection/describe-rule.ts';
import { countNoun } from '../text/count-noun.ts';
import type { ExportManifest } from './export-manifest.ts';
import { describeSmallShare, describeSplit } from './split-words.ts';

/** `README.md` of an export: what lies in it and the one command for each trainer. */
export function exportReadme(manifest: Omit<ExportManifest, 'files'>): string {
  const { counts, samples, selection, scoring, split } = manifest;
  return `# Training data for biomedical named entity recognition

Written by BioSelect Studio ${manifest.packageVersion} on ${manifest.createdAt}.

- Entity types: ${samples.entityTypes.join(', ')}
- Rows: ${counts.kept} of ${countNoun(counts.samples, 'sample')} (${counts.train} train, ${counts.dev} dev)
- Split: ${splitFigureWords(manifest)}
- Instruction: ${instructionWords(samples)}
${notAnnotatedWords(counts.notAnnotated)}- Selection: ${selectionWords(selection)}
- Scores: ${scoringWords(scoring)}
- Decided by people: ${counts.approved} approved, ${counts.rejected} rejected

| file | what it is |
| --- | --- |
| \`train.jsonl\`, \`dev.jsonl\` | rows \`{instruction, input, output, id, documentId}\`; split by ${splitWords(split.unit)} with seed ${split.seed}, so none is on both sides |
| \`dropped.jsonl\` | what was left out, with the reason, IFD and rank |
| \`manifest.json\` | versions, model hash, options, counts, SHA-256 of every other file |
| \`trl/train.jsonl\`, \`trl/dev.jsonl\` | the same samples as prompt and completion |

A trained model has to be asked with the same words: ${instructionName(samples)}, a newline, the text, a newline. It answers with a
JSON array of \`{"entity", "name"}\` objects. LLaMA-Factory puts the model's chat template around the question; ask a
model trained with it through the same template.

## Train

Each command runs in this folder. The configs are a place to start; the model's name stands in their first lines.

Bundled trainer:

    bioselect train --config bioselect/train.yaml

TRL:

    trl sft --config trl/sft.yaml

LLaMA-Factory:

    llamafactory-cli train llamafactory/sft.yaml

Axolotl:

    axolotl train axolotl/config.yml
`;
}

function splitFigureWords({ counts, split }: Pick<ExportManifest, 'counts' | 'split'>): string {
  const figures = { ...split, ...counts };
  const small = describeSmallShare(figures);
  return small === undefined ? describeSplit(figures) : `${describeSplit(figures)} ${small}`;
}

function instructionWords({ instruction, instructions }: ExportManifest['samples']): string {
  const { templateRows, ownRows, distinctOwn } = instructions;
  const bring = ownRows === 1 ? 'brings its own' : 'bring their own';
  const own = `${countNoun(ownRows, 'row')} ${bring}${ownRows === 1 ? '' : ` (${distinctOwn} different)`}`;
  if (instruction === null) return `${own}; no row has the template's`;
  const ofTemplate = JSON.stringify(instruction);
  return ownRows === 0 ? ofTemplate : `${ofTemplate} in ${countNoun(templateRows, 'row')}; ${own}`;
}

function instructionName({ instructions }: ExportManifest['samples']): string {
  return instructions.ownRows === 0 ? 'instruction' : 'the instruction of its rows';
}

function selectionWords(selection: ExportManifest['selection']): string {
  if (selection === null) return 'none was made; only what people approved goes out';
  const made = selection.madeAt === null ? '' : `, made on ${selection.madeAt}`;
  return `${describeRule(selection)}, IFD ceiling ${selection.ifdCeiling}${made}`;
}

function scoringWords(scoring: ExportManifest['scoring']): string {
  if (scoring === null) return 'none';
  const { modelName, dtype, variant, scoredBeforeEdit } = scoring;
  const stale =
    scoredBeforeEdit === 0 ? '' : `; ${countNoun(scoredBeforeEdit, 'sample')} scored before an edit, not since`;
  return `${modelName} in ${dtype}, IFD variant ${variant}${stale}`;
}

/** A line of its own, or nothing. */
function notAnnotatedWords(count: number): string {
  if (count === 0) return '';
  return `- Not annotated: ${countNoun(count, 'sample')}, in no training file; \`dropped.jsonl\` lists ${count === 1 ? 'it' : 'them'}\n`;
}

function splitWords(unit: ExportManifest['split']['unit']): string {
  switch (unit) {
    case 'document':
      return 'document';
    case 'passage':
      return 'passage (the source has no document boundaries)';
    case 'document-or-passage':
      return 'document, or by passage where a source has no document boundaries,';
    default:
      return unit satisfies never;
  }
}
