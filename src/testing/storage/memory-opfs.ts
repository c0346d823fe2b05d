/**
 * A disk of the browser in memory, for faults that a real one cannot be made to show: files that another page holds, a
 * disk without room, a file that a crash left short.
 */
export class MemoryOpfs {
  readonly root = new MemoryDirectory(this, '');
  /** No file can be made or grow. */
  isFull = false;
  /** Thrown in place of the root: a browser that gives the page no disk. */
  refusal: DOMException | undefined;

  /** What `vi.stubGlobal` puts in the place of the browser's own. */
  globals(): Readonly<Record<string, unknown>> {
    return {
      navigator: {
        storage: {
          getDirectory: async () => {
            if (this.refusal !== undefined) throw this.refusal;
            return this.root;
          },
        },
      },
      FileSystemHandle: MemoryHandle,
      FileSystemDirectoryHandle: MemoryDirectory,
      FileSystemFileHandle: MemoryFile,
    };
  }
}

class MemoryHandle {
  readonly name: string;
  protected readonly disk: MemoryOpfs;

  constructor(disk: MemoryOpfs, name: string) {
    this.disk = disk;
    this.name = name;
  }
}

export class MemoryDirectory extends MemoryHandle {
  readonly kind = 'directory';
  readonly children = new Map<string, MemoryDirectory | MemoryFile>();

  async getDirectoryHandle(name: string, options: { readonly create?: boolean } = {}): Promise<MemoryDirectory> {
    const child = this.children.get(name);
    if (child instanceof MemoryDirectory) return child;
    if (options.create !== true) throw new DOMException(`no folder ${name}`, 'NotFoundError');
    const made = new MemoryDirectory(this.disk, name);
    this.children.set(name, made);
    return made;
  }

  async getFileHandle(name: string, options: { readonly create?: boolean } = {}): Promise<MemoryFile> {
    const child = this.children.get(name);
    if (child instanceof MemoryFile) return child;
    if (options.create !== true) throw new DOMException(`no file ${name}`, 'NotFoundError');
    if (this.disk.isFull) throw new DOMException('no room', 'QuotaExceededError');
    const made = new MemoryFile(this.disk, name);
    this.children.set(name, made);
    return made;
  }

  async removeEntry(name: string, options: { readonly recursive?: boolean } = {}): Promise<void> {
    const child = this.children.get(name);
    if (child === undefined) throw new DOMException(`no ${name}`, 'NotFoundError');
    if (child instanceof MemoryDirectory && child.children.size > 0 && options.recursive !== true) {
      throw new DOMException(`${name} is not empty`, 'InvalidModificationError');
    }
    this.children.delete(name);
  }

  async *entries(): AsyncGenerator<[string, MemoryDirectory | MemoryFile]> {
    yield* this.children.entries();
  }

  [Symbol.asyncIterator](): AsyncGenerator<[string, MemoryDirectory | MemoryFile]> {
    return this.entries();
  }
}

export class MemoryFile extends MemoryHandle {
  readonly kind = 'file';
  bytes = new Uint8Array();
  /** A file has one such handle at most, whatever page has it. */
  isHeld = false;

  async getFile(): Promise<{ readonly size: number }> {
    return { size: this.bytes.byteLength };
  }

  async createSyncAccessHandle(): Promise<MemoryAccess> {
    if (this.isHeld) throw new DOMException(`${this.name} is held`, 'NoModificationAllowedError');
    this.isHeld = true;
    return new MemoryAccess(this, this.disk);
  }
}

class MemoryAccess {
  readonly #file: MemoryFile;
  readonly #disk: MemoryOpfs;

  constructor(file: MemoryFile, disk: MemoryOpfs) {
    this.#file = file;
    this.#disk = disk;
  }

  read(into: Uint8Array, { at = 0 }: { readonly at?: number } = {}): number {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    const found = this.#file.bytes.subarray(at, at + bytes.byteLength);
    bytes.set(found);
    return found.byteLength;
  }

  write(from: Uint8Array, { at = 0 }: { readonly at?: number } = {}): number {
    const bytes = new Uint8Array(from.buffer, from.byteOffset, from.byteLength);
    if (at + bytes.byteLength > this.#file.bytes.byteLength) this.truncate(at + bytes.byteLength);
    this.#file.bytes.set(bytes, at);
    return bytes.byteLength;
  }

  truncate(size: number): void {
    if (this.#disk.isFull && size > this.#file.bytes.byteLength)
      throw new DOMException('no room', 'QuotaExceededError');
    const bytes = new Uint8Array(size);
    bytes.set(this.#file.bytes.subarray(0, size));
    this.#file.bytes = bytes;
  }

  getSize(): number {
    return this.#file.bytes.byteLength;
  }

  flush(): void {
    // Memory has nothing to flush.
  }

  close(): void {
    this.#file.isHeld = false;
  }
}
