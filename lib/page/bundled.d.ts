/** What the bundler puts in place of it. */
declare function require(name: string): unknown;
