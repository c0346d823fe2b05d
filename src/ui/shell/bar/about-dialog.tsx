import { Anchor } from '@mantine/core';
import { license, version } from '../../../../package.json';
import { Dialog } from '../../common/layout/dialog.tsx';

/** Files that lie beside the page in every build. */
const documents = [
  { file: 'LICENSE.txt', label: 'Licence of the studio' },
  { file: 'third-party-licences.txt', label: 'Licences of the libraries in it' },
  { file: 'NOTICE.txt', label: 'Corpora and texts behind the embedded models, with their licences' },
  { file: 'models/bioselect-weak/README.md', label: 'Model card of bioselect-weak' },
  { file: 'models/bioselect-strong/README.md', label: 'Model card of bioselect-strong' },
] as const;

/** Version and licence of the studio, and the notices that its build carries. */
export function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog opened onClose={onClose} title="About BioSelect Studio">
      <p>
        Version {version}. {license} licence.
      </p>
      <ul>
        {documents.map(({ file, label }) => (
          <li key={file}>
            <Anchor href={file} target="_blank" rel="noreferrer">
              {label}
            </Anchor>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
