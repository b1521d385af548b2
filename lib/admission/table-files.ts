import { join } from 'node:path';

/** Where the tables of messages are, seen from a folder two below that of the package: the command is one script there. */
export const TABLE_FILES = join(__dirname, '../../lib/admission/protobuf/tables');
