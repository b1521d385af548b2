import { signatures } from '../signature';

/** @see https://pkg.go.dev/github.com/google/cel-go/cel#OptionalTypes */
export const OPTIONALS = signatures(`
  _?._(dyn, string) optional(V)
  _[?_](list(V), int) optional(V)
  _[?_](optional(list(V)), int) optional(V)
  _[?_](map(K, V), K) optional(V)
  _[?_](optional(map(K, V)), K) optional(V)
  _[_](optional(list(V)), int) optional(V)
  _[_](optional(map(K, V)), K) optional(V)
  list(V).first() optional(V)
  optional(V).hasValue() bool
  list(V).last() optional(V)
  optional.none() optional(V)
  optional.of(V) optional(V)
  optional.ofNonZeroValue(V) optional(V)
  optional.unwrap(list(optional(V))) list(V)
  optional(V).or(optional(V)) optional(V)
  optional(V).orValue(V) V
  list(optional(V)).unwrapOpt() list(V)
  optional(V).value() V
`);
