import type { HeaderLine, Scheme } from './call';

/** A request on its way: what proxies have made of it so far. */
export interface Request {
  readonly scheme: Scheme;
  readonly method: string;
  /** As proxies see it, with the query. */
  readonly path: string;
  /** The `Host` header. */
  readonly authority: string;
  readonly headers: readonly HeaderLine[];
  readonly grpc: boolean;
}

/** The values of a header, one for each line on which it is sent. */
export function valuesOf({ headers }: Pick<Request, 'headers'>, name: string): readonly string[] {
  const found: string[] = [];
  for (const [own, value] of headers) if (own === name) found.push(value);
  return found;
}
