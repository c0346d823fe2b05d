export const ENGINES = ['trl', 'llamafactory', 'axolotl'] as const;
export type EngineName = (typeof ENGINES)[number];

/** How the processes of a training share the work. */
export interface Launch {
  /** Processes on this machine, one a GPU. */
  readonly processes: number;
  readonly machines: number;
  /** 0-based number of this machine. */
  readonly machineRank: number;
  /** `host:port` of machine 0; needed for more than one machine. */
  readonly mainAddress: string | undefined;
  readonly sharding:
    { readonly kind: 'none' } | { readonly kind: 'zero'; readonly stage: 1 | 2 | 3 } | { readonly kind: 'fsdp' };
}

/** What is to be trained by another trainer; nothing here touches a disk. */
export interface EngineRequest {
  /** The export's files by name. */
  readonly textOf: ReadonlyMap<string, string>;
  /** Hub id, or the absolute path of a folder. */
  readonly model: string;
  /** Keys of the engine's own config that stand above the export's. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly launch: Launch;
  /** `cpu` where PyTorch sees no GPU. */
  readonly device: 'cpu' | 'cuda';
  /** The model brings a chat template; undefined where that is not known, as for a name on a hub. */
  readonly hasChatTemplate: boolean | undefined;
}

/** Files and a command. Paths are relative to the job's folder, which the command runs in. */
export interface EngineJob {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Name of the program as it is installed beside Python. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Folder that holds the result afterwards. */
  readonly resultDir: string;
}

/** Where every engine leaves its result. */
export const RESULT_DIR = 'result';

/** The port that PyTorch's own launcher takes. */
const DEFAULT_PORT = '29500';

export function hostAndPort(launch: Launch): readonly [host: string, port: string] {
  const [host = '127.0.0.1', port = DEFAULT_PORT] = (launch.mainAddress ?? '').split(':').filter((part) => part !== '');
  return [host, port];
}

export function isDistributed({ processes, machines, sharding }: Launch): boolean {
  return processes > 1 || machines > 1 || sharding.kind !== 'none';
}

/** The rows to train on, and those to measure on where there are any. */
export function rowFiles(request: EngineRequest): EngineJob['files'] {
  const dev = request.textOf.get('dev.jsonl') ?? '';
  return [
    { name: 'train.jsonl', text: exportedText(request, 'train.jsonl') },
    ...(dev === '' ? [] : [{ name: 'dev.jsonl', text: dev }]),
  ];
}

/** The export's file of that name. @throws Error where an export has none: all of them do. */
export function exportedText(request: EngineRequest, name: string): string {
  const text = request.textOf.get(name);
  if (text === undefined) throw new Error(`the export has no ${name}`);
  return text;
}
