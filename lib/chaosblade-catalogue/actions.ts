import { action, actionEnding } from './action';
import {
  choice,
  choices,
  count,
  fileMode,
  given,
  mebibytes,
  milliseconds,
  path,
  percent,
  ports,
  processors,
  seconds,
  text,
  texts,
} from './flag';
import { CGROUP, NETWORK_ACTIONS } from './network-actions';

// The catalogue of ChaosBlade 1.8.0: what the operator can do, each action with its own flags. The comments are the
// documentation that editors show. What ChaosBlade only finds out when an experiment runs is said by groups: flags that
// must be given, exclude each other or come at least one. Flags that have no effect are left out: `signal` of
// `process stop`, `avoid-being-killed` in pods, `cpu-index`, which is ChaosBlade's own, and those of its command line.

const PROCESSES = {
  /** Processes of this name. */
  process: text(),
  /** Processes with this text in their command line. */
  processCmd: text(),
  /** Processes that listen on these ports. */
  localPort: ports(),
  /** Processes of these ids, `'1'` for a container's first; the others are looked for by `ps`, which slim images lack. */
  pid: texts(),
};

const PROCESS_OPTIONS = {
  /** At most so many of them; 0 for all. @default - all */
  count: count(),
  /** Names of processes to spare. @default - none */
  excludeProcess: texts(),
  /** Succeeds when there is no such process. @default false */
  ignoreNotFound: given(),
};

const MEMORY = {
  /** What is filled: memory, or the cache of the file system. @default 'ram' */
  mode: choice('ram', 'cache'),
  /** How much to fill a second, for `ram`. @default Size.mebibytes(100) */
  rate: mebibytes(),
  /** Counts the buffers and the cache as used, for `ram`. @default false */
  includeBufferCache: given(),
  ...CGROUP,
};

const MEMORY_AMOUNT = {
  /** How much of the memory is in use in the end, 1 to 100 percent. */
  memPercent: percent(),
  /** How much memory is left free. */
  reserve: mebibytes(),
};

const FILE = {
  /** The file, as an absolute path; it must exist. */
  filepath: path(),
};

const SCRIPT = {
  /** The shell script, as an absolute path. */
  file: path(),
  /** The function in it that is changed. */
  functionName: text(),
};

/** What can be done to nodes, to pods and to containers. */
const COMMON_ACTIONS = {
  /** Keeps processors busy. */
  cpuFullload: action('cpu', 'fullload', {
    required: {
      /** How busy, 1 to 100 percent. ChaosBlade would take 100. */
      cpuPercent: percent(),
    },
    either: {
      number: {
        /** How many processors; 0 for all. @default - all */
        cpuCount: count(),
      },
      list: {
        /** Which processors, counted from 0: `[0, '2-3']`. @default - any */
        cpuList: processors(),
      },
    },
    optional: {
      /** How long the load takes to rise, up to 600 seconds. @default - it starts at once */
      climbTime: seconds(0, 600),
      ...CGROUP,
    },
  }),
  /** Fills memory. Either an amount in use or an amount left free: without both, ChaosBlade would take all. */
  memLoad: action('mem', 'load', { oneOf: MEMORY_AMOUNT, optional: MEMORY }),
  ...NETWORK_ACTIONS,
  /** Sends a signal to processes. What ends is started again by whoever started it, not by ChaosBlade. */
  processKill: actionEnding('irreversible', 'process', 'kill', {
    required: {
      /**
       * The number of the signal: 15 asks to end, 9 kills. The first process of a container gets neither 9 nor any
       * signal it does not handle, because the signal comes from inside the container.
       */
      signal: count(1, 64),
    },
    oneOf: PROCESSES,
    optional: PROCESS_OPTIONS,
  }),
  /** Suspends processes (SIGSTOP), and lets them go on afterwards. Not the first process of a container. */
  processStop: action('process', 'stop', { oneOf: PROCESSES, optional: PROCESS_OPTIONS }),
  /** Starts processes until there can be no more. */
  processLoad: action('process', 'load', {
    optional: {
      /** How many; 0 for as many as possible. @default - as many as possible */
      count: count(),
      /** The user they run as. @default - ChaosBlade's */
      user: text(),
      /** Succeeds when there is no such process. @default false */
      ignoreNotFound: given(),
    },
  }),
  /** Fills a file system with a file. */
  diskFill: action('disk', 'fill', {
    oneOf: {
      /** Until so much of the file system is in use, 1 to 100 percent. In pods it is that of the node. */
      percent: percent(),
      /** Until so much is free. In pods it is the file system of the node. */
      reserve: mebibytes(),
      /** How much to write. */
      size: mebibytes(),
    },
    optional: {
      /** A directory of the file system; it must exist. @default '/' */
      path: path(),
      /** Keeps the file open. @default false */
      retainHandle: given(),
    },
  }),
  /** Reads and writes a disk without pause. */
  diskBurn: action('disk', 'burn', {
    someOf: {
      /** Reads, from a file of 600 MiB. */
      read: given(),
      /** Writes, a file of a hundred times `size`. */
      write: given(),
    },
    optional: {
      /** How much at a time. @default Size.mebibytes(10) */
      size: mebibytes(),
      /** A directory of the disk; it must exist. @default '/' */
      path: path(),
      ...CGROUP,
    },
  }),
  /** Keeps a mount busy, so that it cannot be unmounted. Newer than 1.8.0: its tool may not know it. */
  diskUnmountStuck: action('disk', 'unmount_stuck', {
    required: {
      /** Where it is mounted. */
      path: path(),
    },
  }),
  /** Appends text to a file. */
  fileAppend: action('file', 'append', {
    required: {
      ...FILE,
      /** The text, without blanks or in base64; `@{DATE:+%s}` and `@{RANDOM:1-9}` are replaced. */
      content: text(),
    },
    optional: {
      /** How often. @default 1 */
      count: count(1),
      /** How long to wait in between. @default - no wait */
      interval: seconds(),
      /** Interprets escapes such as `\n`; `count` has no effect then. @default false */
      escape: given(),
      /** Whether `content` is in base64. @default false */
      enableBase64: given(),
      ...CGROUP,
    },
  }),
  /** Changes the mode of a file. */
  fileChmod: action('file', 'chmod', {
    required: {
      ...FILE,
      /** The mode: three octal digits, such as `'000'`. */
      mark: fileMode(),
    },
  }),
  /** Makes a file or a directory. */
  fileAdd: action('file', 'add', {
    required: {
      /** The file, as an absolute path; it must not exist. */
      filepath: path(),
    },
    optional: {
      /** Makes a directory. @default false */
      directory: given(),
      /** What is in the file, without blanks or in base64. @default - nothing */
      content: text(),
      /** Whether `content` is in base64. @default false */
      enableBase64: given(),
      /** Makes the directories it is in. @default false */
      autoCreateDir: given(),
    },
  }),
  /** Takes a file away: moves it aside, and back afterwards. */
  fileDelete: action('file', 'delete', {
    required: FILE,
    forced: {
      /** Deletes the file for good. @default false */
      force: given(),
    },
  }),
  /** Moves a file into another directory, and back afterwards. */
  fileMove: action('file', 'move', {
    required: {
      ...FILE,
      /** The directory. */
      target: path(),
    },
    optional: {
      /** Makes the directory. @default false */
      autoCreateDir: given(),
    },
    forced: {
      /** Overwrites a file of the same name there. @default false */
      force: given(),
    },
  }),
  /** Opens a file again and again, until there are no more file handles. */
  fileLoad: action('file', 'load', {
    required: FILE,
    optional: {
      /** How often; 0 until there are no more. @default - until there are no more */
      count: count(),
    },
    forced: {
      /** Goes on beyond the limit, which the system cannot recover from. @default false */
      force: given(),
    },
  }),
  /** Fills a file system with a deleted file that stays open. Newer than 1.8.0: its tool may not know it. */
  fileFdleak: action('file', 'fdleak', {
    required: {
      /** How much of the file system, 1 to 100 percent. */
      percent: percent(),
    },
    optional: {
      /** Where the file is. @default - the system's directory for temporary files */
      directory: path(),
      /** How the file's name starts. @default 'chaos_fdleak_' */
      prefix: text(),
    },
  }),
  /** Makes a function of a shell script wait. */
  scriptDelay: action('script', 'delay', {
    required: {
      ...SCRIPT,
      /** For how long, in whole milliseconds. */
      time: milliseconds(),
    },
  }),
  /** Makes a function of a shell script end the script. */
  scriptExit: action('script', 'exit', {
    required: SCRIPT,
    optional: {
      /** The exit code. @default 1 */
      exitCode: count(0, 255),
      /** What it says, without blanks. @default - nothing */
      exitMessage: text(),
    },
  }),
};

/** What can be done to nodes. */
export const NODE_ACTIONS = {
  ...COMMON_ACTIONS,
  /** Fills memory. Either an amount in use or an amount left free: without both, ChaosBlade would take all. */
  memLoad: action('mem', 'load', {
    oneOf: MEMORY_AMOUNT,
    optional: {
      ...MEMORY,
      /** Lets the system kill others first when memory is short. @default false */
      avoidBeingKilled: given(),
    },
  }),
};

/** What can be done to pods. */
export const POD_ACTIONS = {
  ...COMMON_ACTIONS,
  /** Deletes pods. Whoever owns them makes new ones. */
  podDelete: actionEnding('instant', 'pod', 'delete', {
    optional: {
      /** Takes any pods instead of the first ones. @default false */
      random: given(),
    },
  }),
  /**
   * Gives pods images that do not exist. Afterwards the pods are deleted. Not for pods with a sidecar, of which the API
   * server refuses the operator's update.
   */
  podFail: actionEnding('deletion', 'pod', 'fail', {}),
  /**
   * Makes calls to a volume slow or fail. The operator must run with its webhook, and the pods must have been created
   * with the annotations `chaosblade/inject-volume` and `chaosblade/inject-volume-subpath`.
   */
  podIO: actionEnding('deletion', 'pod', 'IO', {
    someOf: {
      /** How long calls take more. */
      delay: milliseconds(),
      /** The number of the error that calls end with, such as 28 for a full disk. */
      errno: count(1, 133),
      /** Lets calls end with any error, and takes any pods instead of the first ones. */
      random: given(),
    },
    optional: {
      /** Which calls. @default - all */
      method: choices('read', 'write'),
      /** The file or directory. @default - the whole volume */
      path: path(),
      /** How many of the calls, 1 to 100 percent. @default - all */
      percent: percent(),
    },
  }),
};

/** What can be done to containers. */
export const CONTAINER_ACTIONS = {
  ...COMMON_ACTIONS,
  /** Removes containers. The kubelet makes new ones. */
  containerRemove: actionEnding('instant', 'container', 'remove', {
    optional: {
      /** Does not wait for the container to end. @default false */
      force: given(),
    },
  }),
};
