/** A text file of an export; `name` is its path in the folder or zip, with "/" between folders. Written as UTF-8. */
export interface ExportFile {
  readonly name: string;
  readonly text: string;
}
