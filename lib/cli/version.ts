import type { Command } from 'commander';

/** The version of the package, as the command around a subcommand says it. */
export function versionOf(command: Command): string {
  return command.parent?.version() ?? '';
}
