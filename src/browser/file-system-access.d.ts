/** What Chromium adds to the file system's handles; other browsers lack it, so all of it may be absent. */
interface FileSystemHandle {
  queryPermission?(descriptor: { readonly mode: 'read' }): Promise<PermissionState>;
  requestPermission?(descriptor: { readonly mode: 'read' }): Promise<PermissionState>;
}

interface Window {
  showDirectoryPicker?(options?: { readonly id?: string }): Promise<FileSystemDirectoryHandle>;
}

interface DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}
